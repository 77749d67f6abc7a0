"""Near texts and near-duplicate identities. `near` is the whole of the latter; the only home of rapidfuzz beside the header.

The steps, each a file: parsed (what an ID says), names and contacts (what can corroborate), entities (rows that say
the same are one), then the relations from the surest to the loosest – same_number, mistyped, unsure, near_body, losses,
distant –, then chance (how many such pairs a name has by accident), grades and clusters. blocks pairs what shares a key.
"""

from chizheng_audit.similarity.beside_numbers import beside_numbers
from chizheng_audit.similarity.compared import comparable, compare_names, name_keys
from chizheng_audit.similarity.near import near
from chizheng_audit.similarity.near_texts import near_texts
from chizheng_audit.similarity.result import (
    CAPPED,
    CLUSTERS,
    ENTITIES,
    GRADES,
    NAMES,
    PAIRS,
    RELATIONS,
    Limits,
    Near,
)
from chizheng_audit.similarity.texts import text_scores
from chizheng_audit.similarity.unit_names import near_units

__all__ = [
    "CAPPED",
    "CLUSTERS",
    "ENTITIES",
    "GRADES",
    "NAMES",
    "PAIRS",
    "RELATIONS",
    "Limits",
    "Near",
    "beside_numbers",
    "comparable",
    "compare_names",
    "name_keys",
    "near",
    "near_texts",
    "near_units",
    "text_scores",
]
