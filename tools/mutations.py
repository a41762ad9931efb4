"""Statements that their guideline does not make: a true sentence with one thing changed, by class.

A statement that puts a limit, a duty or a party otherwise than the guideline counts as false even where the
guideline's own would imply it: an employee who reads "you may" where it says "you must" is misled. Where
it is not sure that the changed sentence is false, or at least unsupported, there is none.
"""

from collections.abc import Callable, Iterator, Mapping

from changed_duties import modality, negation, opposite
from changed_parties import exchanged_parties, replaced_party
from changed_values import changed_date, changed_number, changed_unit
from dropped_exceptions import exception_left_out
from statements import Stated

MUTATIONS: Mapping[str, Callable[[Stated], Iterator[str]]] = {
    "changed number": changed_number,
    "changed date": changed_date,
    "changed unit": changed_unit,
    "negation": negation,
    "modality": modality,
    "swapped party": exchanged_parties,
    "replaced party": replaced_party,
    "dropped exception": exception_left_out,
    "opposite": opposite,
}
"""Each class, with what makes its statements out of a sentence."""
