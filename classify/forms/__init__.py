"""Forms that people sign: the record of a determination, of a change, of a declassification, and the notice."""
