// What the cabinet's server answers. Money is a string with two decimals, a time ISO 8601.

export type Money = string;
export type Time = string;
export type Language = 'ru' | 'en';

export type Session = {
    login: string;
    language: Language;
    csrf: string;
    shop: { code: string; name: string; timezone: string };
};

export type RefusalRow = {
    refusal_id: number;
    number: string;
    state: string;
    is_open: boolean;
    reason: string;
    outcome: 'full' | 'partial';
    action: string | null;
    attempt: number;
    region: string | null;
    courier: string | null;
    facility: string | null;
    facility_name: string | null;
    destination: string | null;
    destination_name: string | null;
    cost_planned: Money | null;
    cost_actual: Money;
    declared_value: Money | null;
    deadline_at: Time | null;
    occurred_at: Time;
    recorded_at: Time;
    updated_at: Time;
    version: number;
    money_state: string;
};

export type Waiting = RefusalRow & { default_action: string | null; choices: string[] };

export type Today = {
    counts: { state: string; count: number }[];
    waiting: Waiting[];
    newest: RefusalRow[];
    today: { recorded: number; decided_automatically: number; cost: Money };
    breached: number;
};

export type RefusalList = { rows: RefusalRow[]; next: string | null; total: number };

export type Proof = {
    kind: string;
    sha256?: string;
    uri?: string | null;
    latitude?: number | null;
    longitude?: number | null;
    taken_at?: Time | null;
};

// What the journal says of one event, wherever it is shown.
type JournalEntry = {
    event_id: number;
    version: number;
    event: string;
    from_state: string | null;
    to_state: string;
    actor: string;
    occurred_at: Time;
    recorded_at: Time;
};

export type TimelineEntry = JournalEntry & {
    facility: string | null;
    facility_name: string | null;
    payload: Record<string, unknown>;
    proof: Proof[];
};

export type Leg = {
    lane_id: number;
    from: string;
    from_name: string;
    to: string;
    to_name: string;
    departs_at: Time;
    arrives_at: Time;
    cost: Money;
    actual_departed_at: Time | null;
    actual_arrived_at: Time | null;
};

export type Breakdown = Record<string, Money>;

export type Route = { legs: Leg[]; cost: Money; breakdown: Breakdown; arrives_at: Time };

export type Candidate = {
    rule: number;
    because?: string;
    beaten_by?: number;
    wins_over?: number[];
    failed?: string;
    has?: string | null;
    wants?: string;
};

export type RuleName = { id: number; name: string; scenario_version: number };

export type Explain = {
    action: string | null;
    decided_by: string | null;
    blocked_by?: string;
    default_of?: string;
    rule?: RuleName;
    rule_says?: { action: string; rule: RuleName };
    candidates: Candidate[];
    would_change_if: { field: string; from: string | null; to: string; rule: number; action: string }[];
    route: { to: string; cost: Money; arrives_at: Time; breakdown: Breakdown } | null;
    rejected_destinations: { facility: string; cost?: Money; because: string }[];
    alternatives?: {
        redeliver?: { cost?: Money; depot?: string; blocked_by?: string };
        return?: { cost?: Money; to?: string };
        difference?: Money;
    };
};

export type LineResult = {
    part: number;
    quantity: number;
    grade: string | null;
    disposition: string | null;
    repacked_at: Time | null;
    location: string | null;
    document: string | null;
};

export type Line = {
    line_no: number;
    sku: string;
    quantity: number;
    accepted: number | null;
    refused: number | null;
    received: number | null;
    damaged: number | null;
    surplus: number | null;
    wrong_item: number | null;
    unit_price: Money | null;
    results: LineResult[];
};

export type AllowedEvent = {
    event: string;
    to_state: string;
    allowed: boolean;
    blocked_by: string | null;
    hint: string | null;
};

export type Refusal = {
    row: RefusalRow;
    parcel: {
        number: string;
        weight_grams: number | null;
        declared_value: Money | null;
        cod_amount: Money | null;
        category: string | null;
        supplier: string | null;
        shipped_at: Time | null;
    };
    timeline: TimelineEntry[];
    route: Route | null;
    explanation: Explain | null;
    lines: Line[];
    allowed: AllowedEvent[];
    overrides: string[];
    decisions: string[];
    // Of the rules that the explanation names by their ids.
    rule_names: Record<string, string>;
};

export type Vocabulary = {
    states: { state: string; is_terminal: boolean; label_en?: string; label_ru?: string }[];
    reasons: { code: string; label_en: string; label_ru: string }[];
    events: string[];
    actions: string[];
    destinations: { code: string; name: string; kind: string }[];
    couriers: string[];
    regions: string[];
};

export type Place = {
    code: string;
    name: string;
    kind: string;
    region: string | null;
    latitude: number | null;
    longitude: number | null;
    mine: boolean;
};

export type ScenarioHead = {
    scenario_id: number;
    version: number;
    status: string;
    valid_from: Time | null;
    valid_until: Time | null;
    rules: number;
    errors: number;
    warnings: number;
};

export type Rule = {
    rule_id?: number;
    name: string;
    rank: number | null;
    reason: string | null;
    category: string | null;
    region: string | null;
    outcome: string | null;
    supplier: string | null;
    facility: string | null;
    payment: string | null;
    value_from: Money | null;
    value_to: Money | null;
    weight_from: number | null;
    weight_to: number | null;
    attempt_from: number | null;
    attempt_to: number | null;
    weekdays: number[] | null;
    courier: string | null;
    action: string;
    destinations: string[] | null;
    destination_kind: string | null;
    needs_sorting: boolean | null;
    hold_for: string | null;
    decide_within: string | null;
    default_action: string | null;
    attempt_cap: number | null;
    redeliver_margin: Money | null;
    value_loss_rate: string | null;
    notify_recipient: boolean | null;
    notify_template: string | null;
};

export type Finding = {
    severity: 'error' | 'warning';
    finding: string;
    rule_a: number | null;
    rule_b: number | null;
    witness: Record<string, string | number | null> | null;
    message: string;
};

export type Scenario = Omit<ScenarioHead, 'rules'> & { rules: Rule[]; findings: Finding[] };

export type SimulationSummary = {
    action: string | null;
    destination: string | null;
    refusals_was: number;
    refusals_now: number;
    cost_was: Money | null;
    cost_now: Money | null;
};

export type SimulationChange = {
    refusal_id: number;
    number: string;
    action_was: string | null;
    action_now: string | null;
    destination_was: string | null;
    destination_now: string | null;
    cost_was: Money | null;
    cost_now: Money | null;
};

export type Simulation = { summary: SimulationSummary[]; changed: SimulationChange[]; replayed: number };

export type Figures = {
    by_reason: { reason: string; count: number; cost: Money }[];
    by_region: { region: string | null; count: number; cost: Money }[];
    by_courier: { courier: string | null; count: number; cost: Money }[];
    by_sku: { sku: string; count: number }[];
    over_time: { bucket: Time; count: number; cost: Money }[];
    cost_per_refusal: Money | null;
    time_in_state: { state: string; hours_median: number; hours_p90: number; count: number }[];
    automatic_share: number | null;
    breaches: number;
    total: number;
};

export type LiveEvent = JournalEntry & {
    position: string;
    refusal_id: number;
    row: RefusalRow | null;
};

export type OverrideAnswer = { applied: boolean; cost_difference: Money | null; refusal: Refusal };
