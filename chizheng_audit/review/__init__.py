"""Findings sent out to be verified, and the answers that come back.

`units` parts the findings by who has to answer, `sheets` writes a workbook for each, `returned` reads one back, `checking`
holds its answers against the ledger. What is written and what is checked is declared once, in `layout`, and sealed by `seal`.
"""
