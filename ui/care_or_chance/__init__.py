"""The page Care or chance?: its one first sentence, and the choice of its part."""
