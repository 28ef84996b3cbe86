"""The life of a secret: a list of events and a day give the state, and nothing else does.

Rule 1. Everything that changes where a matter stands is in this package. What can be said in the table
(`table.TRANSITIONS`) is said there; the few lines that the table names as effects are in `course`.

Theory of operation
-------------------

A matter is marked with a level and a term. From then on three things move it.

*The clock.* A duration runs from the day of issue, else of notice (REG2024-19.2), and from no other day: no change of
level, no change of term and no extension starts it again. When the term is over the matter opens by itself, without any
act (LAW2024-24.2, DM2014-32). A condition waits for its event and knows no clock. Long-term never opens by itself
(DM2014-33). A duration without a start cannot be counted: such a matter stays protected, and `today` is never its start.

*Decisions* of the originator or its superior (LAW2024-23, LAW2024-24.2): another level, another term, an extension, a
lifting. Others may only suggest (REG2024-22); what they decide all the same does not count and is a finding. A decision
moves a secret only while it is one: an extension is decided by the last secret day of the term as it then stood, or it is
void (DM2014-27). A notice that comes late or never does not undo it; it is a finding, because holders may have treated the
matter as open.

*Publication*, decided by who may decide it, opens at once and overrides all (LAW2024-20.4). A leak is no publication and is
no event here.

Opening is final: nothing but a mark of lifting, or publication, is still to come. It does not mean that the matter may be
made public (DM2014-36).

The machine folds the events, sorted by day, over a `Course`: what level and term stand, what still holds the matter back.
The state just before an event and the event's kind choose one row of the table, and the row's effect makes the next
course. The state on a day is then read off the course and the day, the first that holds of `State` in its order. So:

- a state is a function of the list and the day: order and duplicates do not matter, later events do not count;
- nothing raises: an event that cannot move the matter is kept with the reason why it did not (`Remark`);
- what is right and wrong with an event leaves here as coded facts; which finding that is, the rules of the law say.
"""

from classify.lifecycle.review import expiring_from, expiring_until, review_after, review_due
from classify.lifecycle.standing import Act, Standing, state_on
from classify.lifecycle.table import OPEN, SECRET, TRANSITIONS, Effect, Remark, State, Transition

__all__ = [
    "OPEN",
    "SECRET",
    "TRANSITIONS",
    "Act",
    "Effect",
    "Remark",
    "Standing",
    "State",
    "Transition",
    "expiring_from",
    "expiring_until",
    "review_after",
    "review_due",
    "state_on",
]
