"""Tables of matters: the same law as for one matter, compiled to truth tables over coded facts.

`evaluate` answers for a table in memory; `files` reads and writes inventories of any size at constant memory.
"""

from classify.batch.again.impact import impact
from classify.batch.again.renewal import Renewed, reevaluate
from classify.batch.run import evaluate

__all__ = ["Renewed", "evaluate", "impact", "reevaluate"]
