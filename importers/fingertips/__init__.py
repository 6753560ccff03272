"""Indicators from Fingertips, the public health profiles of England."""
