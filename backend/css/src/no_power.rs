//! Paid, but no power (SC6): test, activate, and when that does not bring power back, one field
//! order and one trouble order with the evidence. Each step is one transaction under the
//! account's lock, and a duty takes those that nobody waits for.

use crate::{Css, CssError, identity, order};
use ami_adcs::{supply, test};
use ami_domain::account::Mode;
use ami_domain::chance::Chance;
use ami_domain::clock::Now;
use ami_domain::command::CommandKind;
use ami_domain::id::{AccountId, CaseId, UserId};
use ami_domain::money::Money;
use ami_domain::no_power::{CaseState, Known, Next, next};
use ami_domain::order::{OrderKind, OrderReason};
use ami_domain::receipt::{Outcome, Switch};
use ami_domain::selftest::{Checks, Verdict};
use ami_domain::time::{Span, Window};
use ami_mdms::feed::{self, Change};
use ami_store::{AccountRow, CaseRow, Tx};
use serde_json::json;

/// Cases that one run of the duty looks at.
pub const BATCH: u32 = 200;
/// Commands and payments in an order's evidence.
const EVIDENCE: u32 = 10;
/// How far back the evidence goes.
const HISTORY: Span = Span::days(30);
/// A report may be reopened with "still no power" for so long, real time.
const STILL: Span = Span::hours(24);

impl Css {
    /// Takes the report and asks the meter to test itself (SC6.1 to SC6.5). A case that is open
    /// goes on. `within` is [`ami_domain::no_power::TEST_WITHIN`] in business time.
    ///
    /// # Errors
    /// [`CssError::UnknownAccount`], [`CssError::NotVerified`]; else when the store fails.
    pub async fn report_no_power(
        &self,
        now: Now,
        chance: &mut dyn Chance,
        by: UserId,
        account: AccountId,
        within: Span,
    ) -> Result<CaseRow, CssError> {
        let mut tx = self.store.begin().await?;
        let row = locked(&mut tx, now, by, account).await?;
        if let Some(case) = tx
            .case_of(account)
            .await?
            .filter(|case| case.state.is_open())
        {
            return Ok(case);
        }
        let command = test::ask(&mut tx, now, chance, row.meter, within).await?;
        let case = CaseRow {
            id: CaseId::from_bytes(chance.bytes()),
            account,
            meter: row.meter,
            opened_at: now.business,
            opened_by: by,
            state: CaseState::Testing,
            since_real: now.real,
            test: command.id,
            verdict: None,
            tested_at: None,
            activation: None,
            ended_at: None,
        };
        tx.insert_case(&case).await?;
        tx.commit().await?;
        Ok(case)
    }

    /// Tells the meter to switch on after a test that passed (SC6.9), when something pays for it.
    ///
    /// # Errors
    /// [`CssError::NoCase`] unless the test has passed, [`CssError::NotPaid`],
    /// [`CssError::NotVerified`]; else when the store fails.
    pub async fn activate(
        &self,
        now: Now,
        chance: &mut dyn Chance,
        by: UserId,
        account: AccountId,
    ) -> Result<CaseRow, CssError> {
        let mut tx = self.store.begin().await?;
        let row = locked(&mut tx, now, by, account).await?;
        let case = tx.case_of(account).await?;
        let mut case = case
            .filter(|case| case.state == CaseState::Passed)
            .ok_or(CssError::NoCase(account))?;
        let balance = tx.spendable(account).await?;
        if row.mode == Mode::Prepaid && balance <= Money::ZERO {
            return Err(CssError::NotPaid(account));
        }
        let sent = supply::restore(&mut tx, now, chance, row.meter).await?;
        let connect = sent
            .into_iter()
            .find(|command| matches!(command.kind, CommandKind::Connect));
        // On by the meter's own word: said once more, because the customer says otherwise.
        let connect = match connect {
            Some(connect) => connect,
            None => {
                let kind = CommandKind::Connect;
                ami_adcs::request::accept(&mut tx, now, chance, row.meter, kind, None).await?
            }
        };
        case.state = CaseState::Activating;
        case.since_real = now.real;
        case.activation = Some(connect.id);
        tx.move_case(CaseState::Passed, &case).await?;
        tx.commit().await?;
        Ok(case)
    }

    /// The customer says that there is still no power (SC6.10): orders at once.
    ///
    /// # Errors
    /// [`CssError::NoCase`] when nothing was reported in the last day, [`CssError::NotVerified`];
    /// else when the store fails.
    pub async fn still_no_power(
        &self,
        now: Now,
        chance: &mut dyn Chance,
        by: UserId,
        account: AccountId,
    ) -> Result<CaseRow, CssError> {
        let mut tx = self.store.begin().await?;
        let row = locked(&mut tx, now, by, account).await?;
        let case = tx.case_of(account).await?;
        let fresh =
            |case: &CaseRow| case.state != CaseState::Testing && now.real < case.since_real + STILL;
        let case = case.filter(fresh).ok_or(CssError::NoCase(account))?;
        let reason = OrderReason::NoPower;
        let case = send_people(&mut tx, now, chance, &row, case, reason).await?;
        tx.commit().await?;
        Ok(case)
    }

    /// Moves on every open case whose meter has answered or whose time is over. Orders come even
    /// when the representative has closed the page. Gives the number of cases that moved.
    ///
    /// # Errors
    /// When the store fails; cases before the failure have moved.
    pub async fn watch_no_power(&self, now: Now, chance: &mut dyn Chance) -> Result<u32, CssError> {
        let open = self.store.read().await?.open_cases(BATCH).await?;
        let mut moved = 0;
        for case in open {
            let known = known(&mut self.store.read().await?, now, &case).await?;
            if next(&known) != Next::Wait {
                moved += u32::from(self.move_on(now, chance, case.account).await?);
            }
        }
        Ok(moved)
    }

    async fn move_on(
        &self,
        now: Now,
        chance: &mut dyn Chance,
        account: AccountId,
    ) -> Result<bool, CssError> {
        let mut tx = self.store.begin().await?;
        let row = tx.lock_account(account).await?;
        let row = row.ok_or(CssError::UnknownAccount(account))?;
        // Read again under the lock: another instance may have been here.
        let Some(mut case) = tx.case_of(account).await? else {
            return Ok(false);
        };
        let known = known(&mut tx, now, &case).await?;
        let from = case.state;
        if from == CaseState::Testing && next(&known) != Next::Wait {
            case.verdict = known.verdict.or(Some(Verdict::NotConnected));
            case.tested_at = Some(now.business);
        }
        match next(&known) {
            Next::Wait => return Ok(false),
            Next::Pass => {
                case.state = CaseState::Passed;
                case.since_real = now.real;
                tx.move_case(from, &case).await?;
            }
            Next::Restored => {
                case.state = CaseState::Restored;
                case.since_real = now.real;
                case.ended_at = Some(now.business);
                tx.move_case(from, &case).await?;
            }
            Next::Order(reason) => {
                send_people(&mut tx, now, chance, &row, case, reason).await?;
            }
        }
        feed::tell(&mut tx, now, account, Change::Supply).await?;
        tx.commit().await?;
        Ok(true)
    }
}

async fn locked(
    tx: &mut Tx,
    now: Now,
    by: UserId,
    account: AccountId,
) -> Result<AccountRow, CssError> {
    let row = tx.lock_account(account).await?;
    let row = row.ok_or(CssError::UnknownAccount(account))?;
    identity::required(tx, now, by, account).await?;
    Ok(row)
}

async fn known(tx: &mut Tx, now: Now, case: &CaseRow) -> Result<Known, CssError> {
    let verdict = test::answer(tx, case.test)
        .await?
        .map(|(_, verdict)| verdict);
    let activated = match case.activation {
        None => None,
        Some(message) => tx.receipt(message).await?,
    };
    let activated = match activated {
        None => None,
        Some(receipt) => {
            // A press of the button comes after the receipt.
            let switch = match tx.supply(case.meter).await? {
                Some(supply) if supply.at >= receipt.supply.at => supply.switch,
                Some(_) | None => receipt.supply.switch,
            };
            Some((receipt.outcome == Outcome::Done, switch))
        }
    };
    Ok(Known {
        state: case.state,
        since: case.since_real,
        verdict,
        activated,
        now: now.real,
    })
}

/// One field order and one trouble order, and the end of the case, in the caller's transaction.
async fn send_people(
    tx: &mut Tx,
    now: Now,
    chance: &mut dyn Chance,
    row: &AccountRow,
    mut case: CaseRow,
    reason: OrderReason,
) -> Result<CaseRow, CssError> {
    let evidence = evidence(tx, now, row, &case).await?;
    for kind in OrderKind::ALL {
        order::open(tx, now, chance, row.id, kind, reason, &evidence).await?;
    }
    let from = case.state;
    case.state = CaseState::Ordered;
    case.since_real = now.real;
    case.ended_at = Some(now.business);
    tx.move_case(from, &case).await?;
    Ok(case)
}

/// What is known, for whoever goes there: the test, the commands with their receipts, and the
/// payment.
async fn evidence(
    tx: &mut Tx,
    now: Now,
    row: &AccountRow,
    case: &CaseRow,
) -> Result<String, CssError> {
    let receipt = tx.receipt(case.test).await?;
    let result = receipt.and_then(|receipt| receipt.test);
    let checks = result.map_or(Checks::SILENT, |result| result.checks());
    let window = Window {
        start: now.business - HISTORY,
        end: now.business + Span::millis(1),
    };
    let mut commands = Vec::new();
    for sent in tx.commands_of(row.meter, window, EVIDENCE).await? {
        let receipt = tx.receipt(sent.command.id).await?;
        commands.push(json!({
            "message": sent.command.id,
            "kind": sent.command.kind.word(),
            "accepted_at": sent.command.accepted_at.as_millis(),
            "state": sent.state.word(),
            "attempts": sent.attempts,
            "completed_at": receipt.map(|receipt| receipt.completed_at.as_millis()),
            "code": receipt.map(|receipt| receipt.code.0),
            "switch_on": receipt.map(|receipt| receipt.supply.switch == Switch::On),
        }));
    }
    let payments = tx.payments_of(row.id, 1).await?;
    let payment = payments.first().map(|one| {
        json!({
            "payment": one.id,
            "amount_micros": one.amount.as_micros(),
            "offered_at": one.offered_at.as_millis(),
            "message": one.message,
        })
    });
    let meter = tx.meter(row.meter).await?;
    let place = tx.location(row.location).await?;
    let all = json!({
        "account_number": row.number,
        "meter_serial": meter.map(|meter| meter.serial),
        "address": place.map(|place| place.address),
        "case": case.id,
        "reported_at": case.opened_at.as_millis(),
        "test": {
            "message": case.test,
            "verdict": case.verdict.map(Verdict::word),
            "answered_at": case.tested_at.map(|at| at.as_millis()),
            "checks": checks,
            "measured": result,
        },
        "activation": case.activation,
        "commands": commands,
        "payment": payment,
    });
    Ok(all.to_string())
}
