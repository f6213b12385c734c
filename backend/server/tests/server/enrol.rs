//! Coming to prepayment over HTTP: questions before the text, the text before the change, and
//! nothing is switched by any of it.

use crate::common::{ANA, BENITO, HOME_A, ROSA, Town};
use crate::matrix::text_digest;
use ami_domain::account::{AtZero, Mode};
use ami_domain::id::{AccountId, UserId};
use ami_domain::ledger::{Book, Reason, Transfer, TransferState};
use ami_domain::money::Money;
use ami_domain::protection::{Class, Flag, Protection, Standing};
use ami_domain::time::Span;
use axum::http::Method;
use serde_json::{Value, json};

fn path(rest: &str) -> String {
    format!("/api/accounts/{}{rest}", HOME_A.account)
}

async fn put(town: &Town, who: UserId, rest: &str, body: Value) -> (u16, Value) {
    let answer = town
        .ask(Some(who), Method::PUT, &path(rest), Some(body))
        .await;
    (answer.status.as_u16(), answer.json())
}

async fn get(town: &Town, who: UserId, rest: &str) -> Value {
    let answer = town.get(who, &path(rest)).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json()
}

/// Ana pays monthly; an ordinary household.
async fn monthly() -> Town {
    let town = Town::new().await;
    let mut tx = town.app.css.store.begin().await.unwrap();
    tx.set_mode(HOME_A.account, Mode::Regular).await.unwrap();
    tx.set_prepay_enabled(HOME_A.account, false).await.unwrap();
    tx.set_standing(HOME_A.account, &household()).await.unwrap();
    tx.commit().await.unwrap();
    town
}

fn household() -> Standing {
    Standing {
        jurisdiction: None,
        friendly: Vec::new(),
        class: Some(Class::Residential),
        protections: Vec::new(),
        place: "Orangeville".into(),
        rated: ami_domain::energy::Watts::new(9_600),
    }
}

fn agree(at_zero: &str) -> Value {
    json!({ "at_zero": at_zero, "consent": true, "disclosure": text_digest() })
}

fn offered(answer: &Value, outcome: &str) -> Value {
    let offers = answer["offers"].as_array().unwrap();
    let found = offers.iter().find(|one| one["outcome"] == outcome);
    found.unwrap()["bars"].clone()
}

impl Town {
    async fn moved_supply(&self) -> bool {
        let mut tx = self.app.css.store.read().await.unwrap();
        let open = tx.open_commands(HOME_A.meter).await.unwrap();
        open.iter().any(|row| row.command.kind.moves_supply())
    }
    async fn account_row(&self, id: AccountId) -> ami_store::AccountRow {
        let mut tx = self.app.css.store.read().await.unwrap();
        tx.account(id).await.unwrap().unwrap()
    }
}

#[tokio::test]
async fn an_account_comes_to_prepayment_after_questions_and_text_and_nothing_is_switched() {
    let town = monthly().await;
    let before = get(&town, ANA, "/enrolment").await;
    assert_eq!(before["mode"], "regular");
    assert_eq!(before["screened"], Value::Null);
    let (status, problem) = put(&town, ANA, "/enrolment", agree("disconnect")).await;
    assert_eq!(
        (status, &problem["code"]),
        (409, &json!("error-screening-needed"))
    );
    let (status, _) = put(&town, ANA, "/enrolment/screening", json!({ "needs": [] })).await;
    assert_eq!(status, 200);
    let mut no = agree("disconnect");
    no["consent"] = json!(false);
    let (status, problem) = put(&town, ANA, "/enrolment", no).await;
    assert_eq!(
        (status, &problem["code"]),
        (422, &json!("error-consent-needed"))
    );
    let mut other = agree("disconnect");
    other["disclosure"] = json!("00".repeat(32));
    let (status, problem) = put(&town, ANA, "/enrolment", other).await;
    assert_eq!(
        (status, &problem["code"]),
        (409, &json!("error-disclosure-changed"))
    );
    assert_eq!(town.account_row(HOME_A.account).await.mode, Mode::Regular);

    let (status, done) = put(&town, ANA, "/enrolment", agree("disconnect")).await;
    assert_eq!(status, 200, "{done}");
    assert_eq!(done["enrolled"]["proof"], "session");
    let row = town.account_row(HOME_A.account).await;
    assert_eq!((row.mode, row.at_zero), (Mode::Prepaid, AtZero::Disconnect));
    assert!(row.prepay_enabled);
    assert!(!town.moved_supply().await, "enrolling moves no switch");
    // It holds from the end of the running interval, and the text is kept word for word.
    let mut tx = town.app.css.store.read().await.unwrap();
    let changes = tx.mode_changes(HOME_A.account, 1).await.unwrap();
    assert_eq!(changes[0].at.floor_to(Span::hours(1)), changes[0].at);
    let kept = tx.enrolment(HOME_A.account).await.unwrap().unwrap();
    assert_eq!((kept.person, kept.starts), (ANA, changes[0].at));
    let text = tx.disclosure(&kept.disclosure).await.unwrap().unwrap();
    let shown = ami_css::disclosure::current("en-US").unwrap();
    assert_eq!((text.body.as_str(), text.version), (shown.body, 2));
    // The same again is the same.
    drop(tx);
    put(&town, ANA, "/enrolment", agree("disconnect")).await;
    let mut tx = town.app.css.store.read().await.unwrap();
    assert_eq!(tx.enrolment(HOME_A.account).await.unwrap(), Some(kept));
}

#[tokio::test]
async fn a_medical_need_is_a_hard_gate_and_protects_at_once() {
    let town = monthly().await;
    let needs = json!({ "needs": ["medical_equipment"] });
    let (status, answer) = put(&town, ANA, "/enrolment/screening", needs).await;
    assert_eq!(status, 200, "{answer}");
    for outcome in ["disconnect", "limit"] {
        assert_eq!(offered(&answer, outcome), json!(["protected"]));
        let (status, _) = put(&town, ANA, "/enrolment", agree(outcome)).await;
        assert_eq!(status, 422, "{outcome}");
    }
    assert_eq!(offered(&answer, "regular_billing"), json!([]));
    let mut tx = town.app.css.store.read().await.unwrap();
    let standing = tx.standing(HOME_A.account).await.unwrap().unwrap();
    let [protection] = standing.protections.as_slice() else {
        panic!("{standing:?}");
    };
    assert_eq!(protection.flag, Flag::MedicalEquipment);
    let until = protection.until.unwrap();
    let now = town.app.now().business;
    assert!(until > now + Span::days(89) && until <= now + Span::days(90));
    assert_eq!(standing.class, Some(Class::Residential));
    drop(tx);
    // A later no takes nothing away.
    put(&town, ANA, "/enrolment/screening", json!({ "needs": [] })).await;
    let again = get(&town, ANA, "/enrolment").await;
    assert_eq!(offered(&again, "disconnect"), json!(["protected"]));
}

#[tokio::test]
async fn a_protection_that_holds_longer_stays_as_it_is() {
    let town = monthly().await;
    let certified = Protection {
        flag: Flag::CriticalCare,
        until: None,
    };
    let mut tx = town.app.css.store.begin().await.unwrap();
    let mut standing = household();
    standing.protections.push(certified);
    tx.set_standing(HOME_A.account, &standing).await.unwrap();
    tx.commit().await.unwrap();
    put(
        &town,
        ANA,
        "/enrolment/screening",
        json!({ "needs": ["illness"] }),
    )
    .await;
    let mut tx = town.app.css.store.read().await.unwrap();
    let standing = tx.standing(HOME_A.account).await.unwrap().unwrap();
    assert_eq!(standing.protections, [certified]);
}

#[tokio::test]
async fn a_critical_customer_and_an_old_debt_are_told_why() {
    let town = monthly().await;
    let mut tx = town.app.css.store.begin().await.unwrap();
    let owed = Transfer {
        id: ami_domain::id::TransferId::from_number(0x0ed),
        from: Book::Receivable(HOME_A.account),
        to: Book::Revenue,
        amount: Money::dollars(301),
        state: TransferState::Posted,
        reason: Reason::Correction,
        at: town.app.now().business,
    };
    tx.add_posted_transfers(&[owed]).await.unwrap();
    tx.commit().await.unwrap();
    put(&town, ANA, "/enrolment/screening", json!({ "needs": [] })).await;
    let answer = get(&town, ANA, "/enrolment").await;
    assert_eq!(offered(&answer, "disconnect"), json!(["owes"]));
    assert_eq!(offered(&answer, "limit"), json!([]));
    let mut tx = town.app.css.store.begin().await.unwrap();
    let critical = Standing {
        class: Some(Class::Critical),
        ..household()
    };
    tx.set_standing(HOME_A.account, &critical).await.unwrap();
    tx.commit().await.unwrap();
    let answer = get(&town, ANA, "/enrolment").await;
    assert_eq!(answer["bars"], json!(["critical"]));
    let (status, problem) = put(&town, ANA, "/enrolment", agree("regular_billing")).await;
    assert_eq!(
        (status, &problem["code"]),
        (422, &json!("error-enrol-barred"))
    );
}

#[tokio::test]
async fn a_representative_enrols_only_after_the_caller_has_proved_who_they_are() {
    let town = monthly().await;
    let (status, problem) = put(&town, ROSA, "/enrolment/screening", json!({ "needs": [] })).await;
    assert_eq!(
        (status, &problem["code"]),
        (403, &json!("error-identity-needed"))
    );
    let facts = json!({ "facts": [
        { "fact": "number", "said": "number-ana" }, { "fact": "name", "said": "Ana Lima" }] });
    put(&town, ROSA, "/identity", facts).await;
    put(&town, ROSA, "/enrolment/screening", json!({ "needs": [] })).await;
    let (status, done) = put(&town, ROSA, "/enrolment", agree("limit")).await;
    assert_eq!(status, 200, "{done}");
    // How it was made sure is on record.
    assert_eq!(done["enrolled"]["proof"], "number,name");
}

#[tokio::test]
async fn both_languages_are_whole_texts_with_digests_of_their_own() {
    let town = monthly().await;
    let english = get(&town, ANA, "/enrolment?locale=en-US").await;
    let spanish = get(&town, ANA, "/enrolment?locale=es-US").await;
    assert_ne!(
        english["disclosure"]["digest"],
        spanish["disclosure"]["digest"]
    );
    assert_eq!(
        english["disclosure"]["version"],
        spanish["disclosure"]["version"]
    );
    let answer = town.get(ANA, &path("/enrolment?locale=xx")).await;
    assert_eq!(answer.status, 422);
}

#[tokio::test]
async fn three_contacts_are_named_with_consent_and_removed_without_a_trace() {
    let town = monthly().await;
    let one = |consent| {
        json!({ "name": "Lola Secreta", "reach": "lola@example.org",
            "scope": ["warnings", "balance"], "consent": consent })
    };
    let at = |n: u32| format!("/contacts/{n:032x}");
    let (status, problem) = put(&town, ANA, &at(1), one(false)).await;
    assert_eq!(
        (status, &problem["code"]),
        (422, &json!("error-consent-needed"))
    );
    for n in 1..=3 {
        let (status, answer) = put(&town, ANA, &at(n), one(true)).await;
        assert_eq!(status, 200, "{answer}");
    }
    // The second copy is the first, a fourth is one too many.
    let (_, answer) = put(&town, ANA, &at(3), one(true)).await;
    assert_eq!(answer["contacts"].as_array().unwrap().len(), 3);
    let (status, problem) = put(&town, ANA, &at(4), one(true)).await;
    assert_eq!(
        (status, &problem["code"]),
        (409, &json!("error-contacts-full"))
    );
    let mut bad = one(true);
    bad["reach"] = json!("nowhere");
    let (status, problem) = put(&town, ANA, &at(3), bad).await;
    assert_eq!((status, &problem["field"]), (422, &json!("reach")));
    let stranger = town.get(BENITO, &path("/contacts")).await;
    assert!(
        stranger.status == 404 && !stranger.text.contains("Lola"),
        "{stranger:?}"
    );
    let gone = town
        .ask(Some(ANA), Method::DELETE, &path(&at(2)), None)
        .await;
    assert_eq!(gone.json()["contacts"].as_array().unwrap().len(), 2);
    // What was removed does not come back under its id.
    let (status, _) = put(&town, ANA, &at(2), one(true)).await;
    assert_eq!(status, 404);
}
