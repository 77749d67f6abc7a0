"""What renews generated parts of the project: the English catalogue and the READMEs."""
