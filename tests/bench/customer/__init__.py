"""The page of a customer."""
