"""Arrears: card delinquency as a stream."""
