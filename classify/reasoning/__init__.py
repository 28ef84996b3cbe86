"""The chain: durable-rules on a leash. The only package that imports `durable`.

`conclude` answers with the chain where it can run and with the fixpoint where it cannot, and says which.
"""

from classify.reasoning.engine import conclude

__all__ = ["conclude"]
