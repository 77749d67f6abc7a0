"""FILES → TABLES: bytes to text cells (workbook, delimited), cells to a known table (header), rows to typed rows (canon)."""
