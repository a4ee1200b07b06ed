"""What outsiders' text reaches, over all flows of the repository, and whether they log in first.

One search serves all rules. What users send comes before what a component fetches, and what
anonymous users send before both: a component is shown with the worst that reaches it.
"""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from scanner import values
from scanner.checks.access import lets_anybody_in, reach
from scanner.checks.facts import Facts
from scanner.deployments.model import Exposure
from scanner.flows import calls as flow_calls
from scanner.flows.calls import Call
from scanner.flows.components import classes, is_public, refuses
from scanner.flows.read import Component, Flow
from scanner.model.place import Location
from scanner.tree.guards import is_development, is_template
from scanner.tree.text import printable

Spot = tuple[int, str]
"""A component: which of the flows, and its id there."""


_WEBHOOK_AUTH = "LANGFLOW_WEBHOOK_AUTH_ENABLE"


SHOWN_STEPS = 6
"""Of a path, in a message."""


MAX_END = 20
"""Steps of a path that are kept at either end: nobody follows more, and a chain of thousands of
components would otherwise give each of them a path of thousands."""


@dataclass(frozen=True, slots=True)
class Door:
    """Why nobody has to log in to send something."""

    words: str
    location: Location


@dataclass(frozen=True, slots=True)
class Step:
    """A component on a path."""

    flow: Flow
    component: Component
    words: str = ""
    """What it does, where that is more than to pass something on."""

    def at(self, words: str = "") -> Location:
        """Its place, with what is to be said of it."""
        return self.flow.at(self.component.anchor, self.component.id, words)


@dataclass(frozen=True)
class Reach:
    """What is reached, and from where."""

    flows: Sequence[Flow]
    by_spot: Mapping[Spot, Component] = field(repr=False)
    calls: Mapping[Spot, Call]
    before: dict[Spot, Spot | None] = field(repr=False)
    """The step before each spot that is reached, on a shortest path; None for a source."""
    depth: dict[Spot, int] = field(repr=False)
    doors: dict[Spot, Door]
    """Of those spots that anonymous users reach."""
    guarded: frozenset[tuple[Spot, Spot]] = frozenset()
    """Steps that only lead on what a guardrail lets through or a person approves."""
    checked: set[Spot] = field(default_factory=set, repr=False)
    """Spots that are reached by such steps alone."""
    heads: dict[Spot, tuple[Spot, ...]] = field(default_factory=dict, repr=False)
    """The first steps to each spot; one tuple for all that come after the same."""

    def path(self, spot: Spot) -> list[Step]:
        """A shortest path from a source to a spot that is reached, both included.

        The middle of a long one is left out, and the step after the gap says so.
        """
        head, left = self.heads[spot], self.depth[spot] + 1 - len(self.heads[spot])
        tail: list[Spot] = []
        here: Spot | None = spot
        while here is not None and len(tail) < min(left, MAX_END):
            tail.append(here)
            here = self.before[here]
        steps = [self._step(one) for one in (*head, *reversed(tail))]
        if left > MAX_END:
            after = f"comes after {left - MAX_END} more components"
            steps[len(head)] = replace(steps[len(head)], words=after)
        return steps

    def is_guarded(self, before: Spot, spot: Spot) -> bool:
        """Whether all that comes to a spot by one step has passed a guardrail."""
        return before in self.checked or (before, spot) in self.guarded

    def spread(
        self, sources: Mapping[Spot, Door | None], forward: Mapping[Spot, list[Spot]]
    ) -> None:
        """Follow the edges from sources to what nothing has reached before."""
        queue = deque(spot for spot in sources if spot not in self.before)
        for spot in queue:
            self._enter(spot, None, sources[spot])
        self._follow(queue, forward, self.guarded)

    def pass_guardrails(self, forward: Mapping[Spot, list[Spot]]) -> None:
        """Go on from all that is reached to what only guarded steps lead to."""
        known = set(self.before)
        self._follow(deque(self.before), forward, frozenset())
        self.checked.update(self.before.keys() - known)

    def _follow(
        self,
        queue: deque[Spot],
        forward: Mapping[Spot, list[Spot]],
        closed: frozenset[tuple[Spot, Spot]],
    ) -> None:
        while queue:
            here = queue.popleft()
            for there in forward.get(here, ()):
                if (here, there) in closed:
                    continue
                if there not in self.before and there in self.by_spot:
                    self._enter(there, here, self.doors.get(here))
                    queue.append(there)

    def _enter(self, spot: Spot, before: Spot | None, door: Door | None) -> None:
        self.before[spot] = before
        head = () if before is None else self.heads[before]
        self.heads[spot] = (*head, spot) if len(head) < MAX_END else head
        self.depth[spot] = 0 if before is None else self.depth[before] + 1
        if door is not None:
            self.doors[spot] = door

    def _step(self, spot: Spot) -> Step:
        call = self.calls.get(spot)
        return Step(self.flows[spot[0]], self.by_spot[spot], call.words if call else "")


def reached(facts: Facts) -> Reach:
    """The search over all flows, done once for all rules."""
    return facts.once(_reached)


def _reached(facts: Facts) -> Reach:
    return search(facts.flows, Doors(facts))


def search(flows: Sequence[Flow], doors: "Doors | None" = None) -> Reach:
    """Breadth first from anonymous users, then users, then what components fetch.

    An edge carries its output forward. A tool edge carries both ways: the result of the tool goes
    into the agent, and the agent's model chooses the arguments of the tool. A component that runs
    another flow carries into that flow's inputs, and what that flow fetched comes out of it.
    """
    by_spot: dict[Spot, Component] = {}
    for number, flow in enumerate(flows):
        for component in flow.components:
            if component.id:
                by_spot.setdefault((number, component.id), component)
    calls = {(call.caller, call.component.id): call for call in flow_calls.calls(flows)}
    forward = _edges(flows)
    fed = _fed(flows)
    for spot, call in calls.items():
        for target in call.targets:
            inputs = flow_calls.entries(call, flows[target], fed.get(spot, ()))
            forward.setdefault(spot, []).extend((target, each.id) for each in inputs)
    found = Reach(flows, by_spot, calls, {}, {}, {}, _guarded(flows, by_spot))
    opened = doors or Doors(None)
    users = [spot for spot, c in by_spot.items() if c.type in classes().user_sources]
    first = {spot: opened.of(flows[spot[0]], by_spot[spot]) for spot in users}
    found.spread({spot: door for spot, door in first.items() if door}, forward)
    found.spread(dict.fromkeys(users), forward)
    for spot, call in calls.items():
        for source in _results(flows, call):
            forward.setdefault(source, []).append(spot)
    fetched = [spot for spot, c in by_spot.items() if c.type in classes().sources]
    found.spread({spot: opened.of_public(flows[spot[0]]) for spot in fetched}, forward)
    found.pass_guardrails(forward)
    return found


def _edges(flows: Sequence[Flow]) -> dict[Spot, list[Spot]]:
    forward: dict[Spot, list[Spot]] = {}
    for number, flow in enumerate(flows):
        for edge in flow.edges:
            source, target = (number, edge.source), (number, edge.target)
            forward.setdefault(source, []).append(target)
            if edge.is_tool:
                forward.setdefault(target, []).append(source)
    return forward


def _guarded(
    flows: Sequence[Flow], by_spot: Mapping[Spot, Component]
) -> frozenset[tuple[Spot, Spot]]:
    """Pairs of components between which every edge is the passing output of a guardrail."""
    guarded: set[tuple[Spot, Spot]] = set()
    others: set[tuple[Spot, Spot]] = set()
    for number, flow in enumerate(flows):
        for edge in flow.edges:
            source = by_spot.get((number, edge.source))
            checks = source is not None and refuses(source)
            passed = checks and edge.output in classes().guardrail_outputs
            pair = (number, edge.source), (number, edge.target)
            (guarded if passed else others).add(pair)
    return frozenset(guarded - others)


def _fed(flows: Sequence[Flow]) -> dict[Spot, list[str]]:
    """The fields of each component that something gives a value to; `tools` for an agent."""
    fed: dict[Spot, list[str]] = {}
    for number, flow in enumerate(flows):
        for edge in flow.edges:
            fed.setdefault((number, edge.target), []).append(edge.field)
            if edge.is_tool:
                fed.setdefault((number, edge.source), []).append("tools")
    return fed


def _results(flows: Sequence[Flow], call: Call) -> Iterator[Spot]:
    for target in call.targets:
        for component in flows[target].components:
            if component.type in classes().results:
                yield target, component.id


class Doors:
    """Why the callers of a flow are anonymous, by the flow itself or by what the tree deploys."""

    def __init__(self, facts: Facts | None) -> None:
        """Without facts only the flows themselves say."""
        self._server = _open_server(facts) if facts else None
        self._webhook = _open_webhook(facts) if facts else None

    def of(self, flow: Flow, source: Component) -> Door | None:
        """For what users send to a source."""
        webhook = self._webhook if source.type in classes().anonymous_sources else None
        return self.of_public(flow) or webhook or self._server

    def of_public(self, flow: Flow) -> Door | None:
        """For what is started by anyone with the link."""
        access = flow.setting("access_type")
        if access is None or not is_public(flow):
            return None
        return Door(f'the flow "{flow.name}" is public', flow.at(access, "access_type"))


def _open_server(facts: Facts) -> Door | None:
    """A deployment that gives every visitor an account: then every flow is anyone's to run.

    `LANGFLOW_SKIP_AUTH_AUTO_LOGIN=false` does not help, since `/api/v1/auto_login` hands out the
    token all the same (langflow/api/v1/login.py).
    """
    for unit in facts.units:
        login = lets_anybody_in(unit)
        if login:
            words = f"{login.origin} turns auto-login on ({_shown(login.location)}) and a port is "
            words += "published, so callers need no account"
            return Door(words, replace(login.location, message="callers need no account"))
    return None


def _open_webhook(facts: Facts) -> Door | None:
    """A deployment whose webhooks ask for no key, where more than the machine itself connects."""
    for unit in facts.units:
        effective = unit.effective(_WEBHOOK_AUTH)
        if effective is None or not effective.value or values.truth(effective.value) is not False:
            continue
        near = is_template(effective.location) or is_development(effective.location)
        if near or reach(unit, facts) is Exposure.LOOPBACK:
            continue
        words = f"{_WEBHOOK_AUTH} is false ({_shown(effective.location)}), so webhooks need no key"
        return Door(words, replace(effective.location, message="webhooks need no key"))
    return None


def _shown(location: Location) -> str:
    return f"{printable(location.uri)}:{location.region.start_line}"


CHECKED = "; a guardrail or a person lets it through first"


def variant(door: Door | None, *, is_guarded: bool) -> str:
    """The variant of a rule: a step up for anonymous users, a step down behind a guardrail."""
    if is_guarded:
        return "" if door else "guarded"
    return "anonymous" if door else ""


def told(steps: Sequence[Step]) -> str:
    """A path in words, with the flows' names where it goes through several."""
    several = len({step.flow.uri for step in steps}) > 1
    names = [
        f"{step.component.name} in {step.flow.name or step.flow.uri}"
        if several
        else step.component.name
        for step in steps[:SHOWN_STEPS]
    ]
    return " -> ".join(names) + (" ..." if len(steps) > SHOWN_STEPS else "")


def places(steps: Sequence[Step], last: str) -> tuple[Location, ...]:
    """A path as places, each with what happens there.

    Args:
        steps: from the source to the sink.
        last: what the sink does, before its name.
    """
    return tuple(
        step.at(_words(number, len(steps), step, last)) for number, step in enumerate(steps)
    )


def _words(number: int, count: int, step: Step, last: str) -> str:
    name = step.component.name
    if number == count - 1:
        return f"{last} {name}"
    if number == 0:
        return f"input comes in at {name}"
    return f"{name} {step.words}" if step.words else f"passes {name}"
