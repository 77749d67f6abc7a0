"""The payment gate: each line of a payment batch goes into one of three files, and what passed gets a certificate.

`terms` are what the policy pack says of findings, `lines` the batch as it stood, `judged` what becomes of each line,
`layout` and `files` the three files, `published` how they appear, `certificate` and `checking` the proof of what passed.
"""
