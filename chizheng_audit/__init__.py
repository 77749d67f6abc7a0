"""持证审计: audits claims for skill-certificate subsidies."""

__version__ = "0.1.0"
