//! The statements about cutting supply, for the test that looks at plans.
#![expect(clippy::unwrap_used, reason = "tests")]

use crate::Tx;
use ami_domain::id::{AccountId, MeterId};
use ami_domain::time::Timestamp;

const AT: Timestamp = Timestamp::from_millis(1);
const LIMIT: u32 = 5;

pub(crate) async fn protection(tx: &mut Tx) {
    use ami_domain::clearance::Cause;
    use ami_domain::id::PlanId;
    let (account, meter) = (AccountId::from_number(1), MeterId::from_number(1));
    let plan = PlanId::from_number(1);
    tx.standing(account).await.unwrap();
    tx.accounts_of_class(ami_domain::protection::Class::Business, None, LIMIT)
        .await
        .unwrap();
    tx.weather("x").await.unwrap();
    tx.all_weather(LIMIT).await.unwrap();
    tx.rules_text("x").await.unwrap();
    tx.decisions_of(meter, LIMIT).await.unwrap();
    tx.cuts_since(AT).await.unwrap();
    tx.cuts_on_feeder("x", AT).await.unwrap();
    tx.told(account).await.unwrap();
    tx.last_paid(account).await.unwrap();
    tx.decisions_after(meter, 0, LIMIT).await.unwrap();
    tx.decision_head(meter).await.unwrap();
    tx.payments_under_way(account).await.unwrap();
    let most = ami_domain::time::Span::hours(1);
    tx.waited_in_vain(account, (AT, AT), most).await.unwrap();
    tx.event_running(account, AT).await.unwrap();
    tx.hold(meter, Cause::Zero).await.unwrap();
    tx.holds(LIMIT).await.unwrap();
    tx.end_hold(meter, Cause::Zero).await.unwrap();
    tx.plan(plan).await.unwrap();
    tx.plans_of(meter, LIMIT).await.unwrap();
    tx.due_plans(AT, LIMIT).await.unwrap();
    tx.move_plan(plan, 1, AT).await.unwrap();
    tx.postpone_plan(plan, AT).await.unwrap();
    tx.end_plan(plan, crate::PlanState::Done, AT).await.unwrap();
    let message = ami_domain::id::MessageId::from_number(1);
    tx.plan_went_out(plan, Some(message), AT).await.unwrap();
    tx.plan_of_message(message).await.unwrap();
    tx.recall_plan(plan, AT).await.unwrap();
    tx.cancel_cuts_for(meter, Cause::Zero, AT).await.unwrap();
    tx.rule_limit(meter).await.unwrap();
    tx.limited_by_rule(LIMIT).await.unwrap();
    tx.end_rule_limit(meter).await.unwrap();
    tx.reduced_due(AT, LIMIT).await.unwrap();
    tx.reduced_seen(meter, AT).await.unwrap();
    tx.look_at_reduced().await.unwrap();
    tx.last_cut(meter).await.unwrap();
    tx.forgotten_cut(meter).await.unwrap();
    tx.protection_notes(account, LIMIT).await.unwrap();
    tx.hold_grounds(account).await.unwrap();
}
