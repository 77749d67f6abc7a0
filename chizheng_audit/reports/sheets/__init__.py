"""Sheets of the workbook of findings, one file a sheet."""
