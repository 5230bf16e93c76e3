"""Credit figures by month against a calculation with pandas."""
