"""The topics by their plain names, and which stage reads and writes which.

A run puts its prefix in front (`run-7.payments.posted`); here and in the contracts only the plain
names stand. The first topic of a stage's inputs is read first when several have records waiting.
"""

from msgspec import Struct

CLOCK = "control.clock"
POLICY = "control.policy"
DEAD_LETTERS = "dead.letters"

STATEMENTS = "billing.statements"
STATEMENT_CORRECTIONS = "billing.corrections"
CHARGES = "billing.charges"
PAYMENTS = "payments.posted"
LIFECYCLE = "accounts.lifecycle"
LIABILITY = "accounts.liability"
ACCOUNT_TREATMENT = "accounts.treatment"
ACCOUNT_EFFECTS = "account.effects"
PROMISES = "promises"
ACCOUNT_DECISIONS = "accounts.decisions"

STANDINGS = "delinquency.standings"
ACCOUNTS = "delinquency.accounts"
DELINQUENCY_EVENTS = "delinquency.events"
CORRECTIONS = "delinquency.corrections"
PROMISE_STATUS = "promise.status"
DUES = "billing.dues"
WORK_ITEMS = "work.items"
DELINQUENCY_ROWS = "delinquency.rows"

PROFILE = "customers.profile"
OUTCOMES = "contacts.outcomes"
CUSTOMER_DECISIONS = "customers.decisions"
MOVES = "customers.moves"

ESCALATIONS = "escalations"
VISIT_REQUESTS = "visits.requests"
CUSTOMER_EVENTS = "customers.events"
BUREAU_UPDATES = "bureau.updates"
TREATMENT_ROWS = "treatment.rows"

FIELD_AGENTS = "field.agents"
FIELD_VISITS = "field.visits"
FIELD_PLANS = "field.plans"
FIELD_DECISIONS = "field.decisions"

VISITS = "visits"
FIELD_PLANNING = "field.planning"
FIELD_EVENTS = "field.events"
FIELD_HANDBACKS = "field.handbacks"
FIELD_ROWS = "field.rows"


class StageRoutes(Struct, frozen=True, kw_only=True):
    """The topics of one stage.

    `facts` are keyed by the stage's key. `upstream` is the topic among them that carries the
    watermarks of the stage before, if there is one; `downstream` takes this stage's own. `outputs`
    are kept whole; of `tables` the log may keep the last word on each key alone.
    """

    name: str
    facts: tuple[str, ...]
    rows: str
    upstream: str | None
    downstream: str
    outputs: tuple[str, ...]
    tables: tuple[str, ...] = ()


DELINQUENCY = StageRoutes(
    name="delinquency",
    facts=(
        LIFECYCLE,
        LIABILITY,
        STATEMENTS,
        STATEMENT_CORRECTIONS,
        CHARGES,
        PAYMENTS,
        ACCOUNT_TREATMENT,
        PROMISES,
        ACCOUNT_EFFECTS,
        ACCOUNT_DECISIONS,
    ),
    rows=DELINQUENCY_ROWS,
    upstream=None,
    downstream=STANDINGS,
    outputs=(
        STANDINGS,
        DELINQUENCY_EVENTS,
        CORRECTIONS,
        PROMISE_STATUS,
        DUES,
        WORK_ITEMS,
        DEAD_LETTERS,
    ),
    tables=(ACCOUNTS,),
)
TREATMENT = StageRoutes(
    name="treatment",
    # What an absorbed customer held comes back to the survivor: the stage reads its own moves.
    facts=(STANDINGS, PROFILE, OUTCOMES, CUSTOMER_DECISIONS, MOVES, FIELD_HANDBACKS),
    rows=TREATMENT_ROWS,
    upstream=STANDINGS,
    downstream=VISIT_REQUESTS,
    outputs=(
        ACCOUNT_EFFECTS,
        ESCALATIONS,
        VISIT_REQUESTS,
        CUSTOMER_EVENTS,
        BUREAU_UPDATES,
        MOVES,
        DEAD_LETTERS,
    ),
)
FIELD = StageRoutes(
    name="field",
    facts=(VISIT_REQUESTS, FIELD_AGENTS, FIELD_VISITS, FIELD_PLANS, FIELD_DECISIONS),
    rows=FIELD_ROWS,
    upstream=VISIT_REQUESTS,
    downstream=VISITS,
    outputs=(VISITS, FIELD_PLANNING, FIELD_EVENTS, FIELD_HANDBACKS, DEAD_LETTERS),
)
STAGES = (DELINQUENCY, TREATMENT, FIELD)
