"""Named reasons why a candidate is no secret. Each is a predicate over one candidate.

They run inside the secrets worker, the only place that holds values; only the names of the
predicates that fired leave it.
"""

from collections.abc import Callable

from scanner.secrets.candidates import Candidate
from scanner.secrets.look_alikes import (
    is_base64_image,
    is_broken_token,
    is_code_hash,
    is_component_code,
    is_digest,
    is_for_anybody,
    is_key_header_alone,
    is_langflow_node_metadata,
    is_lock_file_hash,
    is_minified,
    is_node_id,
    is_published,
    is_sequence,
    is_unnamed,
    is_uuid,
)
from scanner.secrets.places import (
    is_capital_word,
    is_commented_example,
    is_example_value,
    is_link_token,
    is_name_of_a_secret,
    is_other_choice,
    is_recorded_traffic,
    is_shown_text,
    is_sudoers_tag,
    is_test_value,
    is_throwaway,
)
from scanner.secrets.words import (
    is_address,
    is_code_fragment,
    is_in_sentence,
    is_literal_word,
    is_no_key,
    is_not_random,
    is_of_a_protocol,
    is_other_name,
    is_own_name,
    is_path,
    is_placeholder,
    is_prose,
    is_public,
    is_reference,
    is_repetition,
    is_requirement,
    is_storage_name,
    is_too_short,
    is_translation,
    is_variable_name,
)

PREDICATES: tuple[Callable[[Candidate], bool], ...] = (
    is_lock_file_hash,
    is_base64_image,
    is_component_code,
    is_langflow_node_metadata,
    is_code_hash,
    is_node_id,
    is_uuid,
    is_digest,
    is_unnamed,
    is_placeholder,
    is_key_header_alone,
    is_broken_token,
    is_capital_word,
    is_sudoers_tag,
    is_recorded_traffic,
    is_link_token,
    is_reference,
    is_variable_name,
    is_literal_word,
    is_no_key,
    is_too_short,
    is_other_name,
    is_name_of_a_secret,
    is_public,
    is_storage_name,
    is_for_anybody,
    is_published,
    is_own_name,
    is_requirement,
    is_translation,
    is_prose,
    is_in_sentence,
    is_shown_text,
    is_other_choice,
    is_commented_example,
    is_address,
    is_path,
    is_code_fragment,
    is_not_random,
    is_of_a_protocol,
    is_sequence,
    is_repetition,
    is_minified,
    is_test_value,
    is_example_value,
    is_throwaway,
)


def dropped_by(candidate: Candidate, off: frozenset[str] = frozenset()) -> str:
    """The name of the first predicate that says it is no secret, or empty; `off` are not asked."""
    asked = (test for test in PREDICATES if test.__name__ not in off)
    return next((test.__name__ for test in asked if test(candidate)), "")
