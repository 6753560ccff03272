"""The page How sure?"""
