//! The table: who asks, every operation, and what each of them is answered.

use crate::common::{ANA, BENITO, IVAN, ROSA, UMA};
use ami_domain::id::UserId;

/// Nobody, the account's own customer, another one, and the staff.
pub(crate) const WHO: [Option<UserId>; 6] = [
    None,
    Some(ANA),
    Some(BENITO),
    Some(ROSA),
    Some(UMA),
    Some(IVAN),
];
const EVERYBODY: [u16; 6] = [200; 6];
const SIGNED_IN: [u16; 6] = [401, 200, 200, 200, 200, 200];
const ACCOUNT: [u16; 6] = [401, 200, 404, 200, 404, 404];
const OWNER_ONLY: [u16; 6] = [401, 200, 404, 403, 404, 404];
/// Nobody saves cards where no payment company keeps them.
const NO_COMPANY: [u16; 6] = [401, 409, 404, 409, 404, 404];
const NO_KEY: [u16; 6] = [401; 6];
const UTILITY: [u16; 6] = [401, 403, 403, 403, 200, 403];
/// What is not proposed cannot be approved.
const APPROVAL: [u16; 6] = [401, 403, 403, 403, 409, 403];
/// What is not in quarantine cannot be released.
const NOTHING_HELD: [u16; 6] = [401, 403, 403, 403, 404, 403];
/// A day in the past is read, looked at and refused.
const BEGUN: [u16; 6] = [401, 403, 404, 422, 404, 404];
/// Only who has left is sent a cheque.
const NOT_CLOSED: [u16; 6] = [401, 403, 404, 409, 404, 404];
/// A window in the past is read, looked at and refused.
const PAST: [u16; 6] = [401, 422, 404, 422, 404, 404];
/// An event that has not begun cannot be ended.
const NOT_RUNNING: [u16; 6] = [401, 409, 404, 409, 404, 404];
/// A representative's work at one account (SC6).
const SERVE: [u16; 6] = [401, 403, 404, 200, 404, 404];
/// A report whose meter is still testing itself has neither step.
const TESTING: [u16; 6] = [401, 403, 404, 409, 404, 404];
/// A customer knows their own account, and that its supply is not theirs to move.
const SUPPLY: [u16; 6] = [401, 403, 404, 200, 404, 404];
/// The same for a plan that is not there.
const NO_PLAN: [u16; 6] = [401, 403, 404, 404, 404, 404];
/// A statement that was not issued.
const NO_STATEMENT: [u16; 6] = [401, 404, 404, 404, 404, 404];
/// Nothing is owed, so nothing is set aside or paused.
const NOTHING_OWED: [u16; 6] = [401, 403, 404, 409, 404, 404];
/// Nothing is owed, so there is no plan to look at; enough is left, so nothing is lent.
const NO_DEBT: [u16; 6] = [401, 409, 404, 409, 404, 404];
/// An order that is not there.
const NO_ORDER: [u16; 6] = [401, 403, 403, 404, 403, 403];
/// No gateway is connected here; what an installer may do has its own tests.
const NO_GATEWAY: [u16; 6] = [401, 403, 403, 403, 403, 409];
/// A pairing that is not there.
const NO_PAIRING: [u16; 6] = [401, 403, 403, 404, 403, 404];
const REPRESENTATIVE: [u16; 6] = [401, 403, 403, 200, 403, 403];

/// Method, path of the document, and the answers to [`WHO`].
pub(crate) const MATRIX: &[(&str, &str, [u16; 6])] = &[
    ("post", "/api/session", [401; 6]),
    ("get", "/api/session", SIGNED_IN),
    ("delete", "/api/session", [204; 6]),
    ("put", "/api/session/locale", SIGNED_IN),
    (
        "put",
        "/api/session/password",
        [401, 422, 422, 422, 422, 422],
    ),
    // Nobody has a code.
    ("put", "/api/password", [422; 6]),
    ("get", "/api/time", EVERYBODY),
    ("get", "/api/accounts", REPRESENTATIVE),
    ("get", "/api/accounts/{account}", ACCOUNT),
    ("get", "/api/accounts/{account}/estimate", ACCOUNT),
    ("get", "/api/accounts/{account}/program", ACCOUNT),
    ("put", "/api/accounts/{account}/program", ACCOUNT),
    ("get", "/api/accounts/{account}/mode", ACCOUNT),
    ("put", "/api/accounts/{account}/mode", ACCOUNT),
    ("get", "/api/accounts/{account}/usage", ACCOUNT),
    ("get", "/api/explain/{lineage}", ACCOUNT),
    ("get", "/api/figures/{code}", ACCOUNT),
    ("get", "/api/accounts/{account}/statements", ACCOUNT),
    (
        "get",
        "/api/accounts/{account}/statements/{from}",
        NO_STATEMENT,
    ),
    (
        "get",
        "/api/accounts/{account}/statements/{from}/csv",
        NO_STATEMENT,
    ),
    (
        "get",
        "/api/accounts/{account}/statements/{from}/pdf",
        NO_STATEMENT,
    ),
    ("get", "/api/closes", UTILITY),
    ("get", "/api/accounts/{account}/ledger.csv", ACCOUNT),
    ("get", "/api/accounts/{account}/intervals.csv", ACCOUNT),
    ("get", "/api/accounts/{account}/green-button.xml", ACCOUNT),
    ("get", "/api/accounts/{account}/payments", ACCOUNT),
    ("put", "/api/accounts/{account}/payments/{payment}", ACCOUNT),
    ("get", "/api/accounts/{account}/payments/{payment}", ACCOUNT),
    ("get", "/api/accounts/{account}/debt", ACCOUNT),
    ("put", "/api/accounts/{account}/debt", NOTHING_OWED),
    ("post", "/api/accounts/{account}/debt/preview", NO_DEBT),
    ("put", "/api/accounts/{account}/debt/{debt}", NO_PLAN),
    ("put", "/api/accounts/{account}/debt-pause", NOTHING_OWED),
    ("get", "/api/accounts/{account}/split", ACCOUNT),
    ("put", "/api/accounts/{account}/emergency", NO_DEBT),
    ("get", "/api/accounts/{account}/grants", ACCOUNT),
    // Nobody helps themselves; the utility may help anybody.
    (
        "put",
        "/api/accounts/{account}/grants/{grant}",
        [401, 403, 404, 200, 200, 404],
    ),
    (
        "put",
        "/api/accounts/{account}/grants/{grant}/end",
        [401, 403, 404, 200, 200, 404],
    ),
    ("get", "/api/accounts/{account}/conversions", ACCOUNT),
    ("get", "/api/accounts/{account}/deposit", ACCOUNT),
    ("put", "/api/accounts/{account}/deposit/{step}", SERVE),
    // Nothing is owed, so nothing can be given up.
    (
        "put",
        "/api/accounts/{account}/write-offs/{write_off}",
        [401, 403, 404, 422, 404, 404],
    ),
    ("get", "/api/write-offs", [401, 403, 403, 200, 200, 403]),
    (
        "put",
        "/api/write-offs/{write_off}/decision",
        [401, 403, 403, 404, 404, 403],
    ),
    ("get", "/api/accounts/{account}/payment-options", ACCOUNT),
    // A customer knows their own payments, and that they do not pay themselves back.
    (
        "put",
        "/api/accounts/{account}/payments/{payment}/refunds/{refund}",
        SERVE,
    ),
    (
        "get",
        "/api/accounts/{account}/payments/{payment}/refunds",
        SERVE,
    ),
    ("get", "/api/utility/payment-questions", UTILITY),
    ("put", "/api/utility/payment-questions", UTILITY),
    ("put", "/api/utility/bank-file", UTILITY),
    // There is no processor here; what it may do has its own tests.
    ("post", "/api/processor/events", [404; 6]),
    ("get", "/api/accounts/{account}/messages", ACCOUNT),
    (
        "put",
        "/api/accounts/{account}/messages/{message}/confirmation",
        OWNER_ONLY,
    ),
    ("get", "/api/accounts/{account}/live", ACCOUNT),
    ("get", "/api/facilities", [401, 200, 200, 200, 403, 403]),
    ("get", "/api/accounts/{account}/facility", ACCOUNT),
    ("put", "/api/accounts/{account}/facility", ACCOUNT),
    ("get", "/api/accounts/{account}/event-check", PAST),
    ("get", "/api/accounts/{account}/events", ACCOUNT),
    ("put", "/api/accounts/{account}/events/{event}", PAST),
    ("get", "/api/accounts/{account}/events/{event}", ACCOUNT),
    ("put", "/api/accounts/{account}/events/{event}/window", PAST),
    (
        "put",
        "/api/accounts/{account}/events/{event}/end",
        NOT_RUNNING,
    ),
    (
        "put",
        "/api/accounts/{account}/events/{event}/send",
        [401, 403, 404, 200, 404, 404],
    ),
    ("delete", "/api/accounts/{account}/events/{event}", ACCOUNT),
    ("put", "/api/accounts/{account}/identity", SERVE),
    // An account that was opened in an emergency gives nobody a code.
    (
        "put",
        "/api/accounts/{account}/password-code",
        [401, 403, 404, 403, 404, 404],
    ),
    ("get", "/api/accounts/{account}/enrolment", ACCOUNT),
    // The check above lets the representative on.
    (
        "put",
        "/api/accounts/{account}/enrolment/screening",
        ACCOUNT,
    ),
    ("put", "/api/accounts/{account}/enrolment", ACCOUNT),
    ("get", "/api/accounts/{account}/move-out", ACCOUNT),
    // A day that is past.
    ("put", "/api/accounts/{account}/move-out", PAST),
    ("delete", "/api/accounts/{account}/move-out", ACCOUNT),
    ("get", "/api/accounts/{account}/contacts", ACCOUNT),
    ("put", "/api/accounts/{account}/contacts/{contact}", ACCOUNT),
    (
        "delete",
        "/api/accounts/{account}/contacts/{contact}",
        ACCOUNT,
    ),
    ("put", "/api/accounts/{account}/no-power", SERVE),
    ("get", "/api/accounts/{account}/no-power", SERVE),
    (
        "put",
        "/api/accounts/{account}/no-power/activation",
        TESTING,
    ),
    ("put", "/api/accounts/{account}/no-power/still-off", TESTING),
    ("get", "/api/orders", REPRESENTATIVE),
    ("put", "/api/orders/{order}", NO_ORDER),
    // There is no such system here; what it may do has its own tests.
    ("post", "/api/work-orders/status", [404; 6]),
    ("get", "/api/accounts/{account}/command-log", SERVE),
    ("get", "/api/accounts/{account}/meter-log", SERVE),
    ("get", "/api/event-problems", REPRESENTATIVE),
    ("get", "/api/confirmations", REPRESENTATIVE),
    ("put", "/api/confirmations/{payment}", REPRESENTATIVE),
    ("get", "/api/utility/alerts", UTILITY),
    ("get", "/api/utility/alerts/{alert}", UTILITY),
    ("put", "/api/utility/alerts/{alert}", UTILITY),
    ("put", "/api/utility/alerts/{alert}/approval", APPROVAL),
    ("put", "/api/utility/alerts/{alert}/cancellation", UTILITY),
    ("get", "/api/accounts/{account}/auto-pay", ACCOUNT),
    ("put", "/api/accounts/{account}/auto-pay", ACCOUNT),
    ("get", "/api/accounts/{account}/card", ACCOUNT),
    ("post", "/api/accounts/{account}/card", NO_COMPANY),
    ("delete", "/api/accounts/{account}/card", ACCOUNT),
    ("get", "/api/accounts/{account}/links", ACCOUNT),
    ("post", "/api/accounts/{account}/links", ACCOUNT),
    // A link that is not there.
    (
        "delete",
        "/api/accounts/{account}/links/{link}",
        [401, 404, 404, 404, 404, 404],
    ),
    ("get", "/api/utility/agents", UTILITY),
    ("put", "/api/utility/agents/{agent}", UTILITY),
    ("put", "/api/utility/agents/{agent}/key", UTILITY),
    ("delete", "/api/utility/agents/{agent}/key", UTILITY),
    (
        "put",
        "/api/utility/agents/{agent}/remittances/{transfer}",
        UTILITY,
    ),
    ("get", "/api/utility/agents/{agent}/statement", UTILITY),
    // None of them has a station's key; what one may do has its own tests.
    ("post", "/api/station/payments", NO_KEY),
    ("get", "/api/station/payments/{payment}", NO_KEY),
    ("delete", "/api/station/payments/{payment}", NO_KEY),
    ("get", "/api/station/payments/{payment}/slip", NO_KEY),
    ("get", "/api/station/statement", NO_KEY),
    ("get", "/api/conformance", UTILITY),
    ("get", "/api/report/regulator", UTILITY),
    ("get", "/api/report/regulator.csv", UTILITY),
    ("get", "/api/utility/settings", UTILITY),
    ("put", "/api/utility/settings", UTILITY),
    ("get", "/api/accounts/{account}/supply", SUPPLY),
    ("put", "/api/accounts/{account}/supply/connect", SUPPLY),
    (
        "put",
        "/api/accounts/{account}/plans/{plan}",
        [401, 403, 404, 422, 404, 404],
    ),
    ("put", "/api/accounts/{account}/plans/{plan}/time", NO_PLAN),
    ("delete", "/api/accounts/{account}/plans/{plan}", NO_PLAN),
    ("get", "/api/accounts/{account}/decisions", SUPPLY),
    ("get", "/api/utility/decisions/{decision}", NOTHING_HELD),
    ("get", "/api/utility/holds", UTILITY),
    (
        "put",
        "/api/utility/holds/{meter}/{cause}/release",
        NOTHING_HELD,
    ),
    ("get", "/api/utility/cut-stop", UTILITY),
    ("put", "/api/utility/cut-stop", UTILITY),
    ("put", "/api/utility/cut-stop/lift", UTILITY),
    ("get", "/api/utility/weather", UTILITY),
    ("put", "/api/utility/weather", UTILITY),
    ("get", "/api/accounts/{account}/protections", ACCOUNT),
    ("put", "/api/accounts/{account}/protections/{flag}", SUPPLY),
    (
        "put",
        "/api/accounts/{account}/protections/{flag}/end",
        SUPPLY,
    ),
    // It holds by then.
    (
        "put",
        "/api/accounts/{account}/self-certification",
        [401, 200, 404, 409, 404, 404],
    ),
    ("put", "/api/accounts/{account}/rules", SUPPLY),
    // Nobody moves in after their account was opened.
    (
        "put",
        "/api/accounts/{account}/home",
        [401, 403, 404, 422, 404, 404],
    ),
    ("get", "/api/accounts/{account}/baseline", ACCOUNT),
    ("put", "/api/accounts/{account}/baseline", BEGUN),
    (
        "put",
        "/api/accounts/{account}/cheques/{cheque}",
        NOT_CLOSED,
    ),
    // No cheque was sent.
    (
        "put",
        "/api/accounts/{account}/cheques/{cheque}/cancelled",
        NO_PLAN,
    ),
    (
        "put",
        "/api/accounts/{account}/cheques/{cheque}/cashed",
        NO_PLAN,
    ),
    ("get", "/api/rules", [401, 403, 403, 200, 200, 403]),
    ("get", "/api/displays", [401, 403, 403, 200, 403, 200]),
    ("put", "/api/pairings/{pairing}", NO_GATEWAY),
    ("get", "/api/pairings/{pairing}", NO_PAIRING),
    ("delete", "/api/pairings/{pairing}", NO_PAIRING),
    (
        "put",
        "/api/pairings/{pairing}/confirmed",
        [401, 403, 403, 403, 403, 404],
    ),
];
