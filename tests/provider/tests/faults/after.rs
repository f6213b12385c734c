//! What becomes of money that was credited: given back, returned, disputed, won and lost.

use crate::town::{ACCOUNT, Town, nothing};
use crate::{OPENING, PAID};
use ami_css::CssError;
use ami_css::refund::Asked;
use ami_domain::chance::Seeded;
use ami_domain::id::{PaymentId, RefundId};
use ami_domain::ledger::{Book, Reason};
use ami_domain::money::Money;
use ami_domain::settlement::{After, Question};
use ami_provider::fault::Faults;
use ami_store::RefundRow;
use serde_json::json;

async fn give_back(town: &Town, id: u128, cents: i64) -> Result<RefundRow, CssError> {
    let asked = Asked {
        refund: RefundId::from_number(id),
        payment: PaymentId::from_number(1),
        amount: Money::cents(cents),
        note: "paid for the wrong account".into(),
        by: town.customer,
    };
    let mut chance = Seeded::new(u64::try_from(id).unwrap());
    town.app
        .css
        .refund(&town.app.clock, &mut chance, &asked)
        .await
}

#[tokio::test]
async fn a_payment_is_given_back_in_parts_and_never_more_than_it_was() {
    let town = Town::new().await;
    town.pay(1, "pm_card_visa").await;
    let part = give_back(&town, 1, 1_000).await.unwrap();
    assert_eq!(part.state.word(), "done");
    assert_eq!(give_back(&town, 1, 1_000).await.unwrap().state, part.state);
    assert_eq!(town.balance().await, PAID - Money::dollars(10));
    let more = give_back(&town, 2, 1_501).await.unwrap_err();
    assert_eq!(more.text_id(), "error-refund-too-much");
    let other = give_back(&town, 1, 900).await.unwrap_err();
    assert_eq!(other.text_id(), "error-refund-id-reused");
    give_back(&town, 3, 1_500).await.unwrap();
    assert!(give_back(&town, 4, 1).await.is_err());
    town.rest().await;
    assert_eq!(town.balance().await, OPENING);
    assert_eq!(town.taken_there().await, 0);
    assert_eq!(town.book_of(Book::Clearing).await, Money::ZERO);
}

#[tokio::test]
async fn a_refund_whose_answer_is_lost_is_given_once() {
    let town = Town::new().await;
    town.pay(1, "pm_card_visa").await;
    town.hangs_once("refunds").await;
    let asked = give_back(&town, 1, 500).await.unwrap();
    assert_eq!(asked.state.word(), "asked");
    // Its money is not there for anything else meanwhile, and not gone either.
    assert_eq!(town.balance().await, PAID);
    assert!(give_back(&town, 2, 2_001).await.is_err());
    town.rest().await;
    assert_eq!(give_back(&town, 1, 500).await.unwrap().state.word(), "done");
    assert_eq!(town.balance().await, PAID - Money::dollars(5));
    assert_eq!(town.taken_there().await, 2_000);
}

#[tokio::test]
async fn a_refund_that_comes_back_is_the_customers_again() {
    let town = Town::new().await;
    town.pay(1, "pm_card_visa").await;
    let done = give_back(&town, 1, 500).await.unwrap();
    let reference = done.reference.unwrap();
    town.tell(&format!("refund/{reference}/fail"), nothing())
        .await;
    let asked = || async { town.questions().await.first().copied() };
    assert_eq!(town.until(asked).await, Question::RefundFailed);
    town.rest().await;
    assert_eq!(town.balance().await, PAID);
    assert_eq!(town.taken_there().await, 2_500);
    // It can be given back another time.
    assert!(give_back(&town, 2, 2_500).await.is_ok());
}

#[tokio::test]
async fn a_disputed_payment_is_the_utilitys_worry_until_it_is_lost() {
    for won in [true, false] {
        let town = Town::new().await;
        town.pay(1, "pm_card_createDispute").await;
        let disputed = || async {
            let after = town.charge(1).await.settlement.after;
            matches!(after, After::Disputed { .. }).then_some(())
        };
        town.until(disputed).await;
        assert_eq!(town.questions().await, [Question::Disputed]);
        assert_eq!(town.balance().await, PAID);
        assert_eq!(town.book_of(Book::Dispute).await, -Money::dollars(25));
        let refused = give_back(&town, 1, 100).await.unwrap_err();
        assert_eq!(refused.text_id(), "error-refund-not-now");
        let there = town.there().await;
        let disputes = there["disputes"].as_object().unwrap();
        let dispute = disputes.keys().next().unwrap();
        let word = if won { "won" } else { "lost" };
        town.tell(&format!("decide/{dispute}/{word}"), nothing())
            .await;
        let decided = || async {
            let after = town.charge(1).await.settlement.after;
            after.word().starts_with("dispute_").then_some(after)
        };
        let after = town.until(decided).await;
        assert_eq!(after.word(), format!("dispute_{word}"));
        let balance = if won { PAID } else { OPENING };
        town.rest().await;
        assert_eq!(town.balance().await, balance);
        assert_eq!(town.book_of(Book::Dispute).await, Money::ZERO);
        let cents = if won { 2_500 } else { 0 };
        assert_eq!(town.taken_there().await, cents);
    }
}

#[tokio::test]
async fn a_dispute_that_is_lost_before_we_hear_of_it_costs_once() {
    let town = Town::new().await;
    town.pay(1, "pm_card_visa").await;
    town.faults(Faults {
        kept: true,
        ..Faults::default()
    })
    .await;
    let reference = town.charge(1).await.reference;
    let dispute = town.tell(&format!("dispute/{reference}"), nothing()).await;
    let id = dispute["id"].as_str().unwrap();
    town.tell(&format!("decide/{id}/lost"), nothing()).await;
    // Newest first: the end of the dispute is told before its beginning.
    town.tell("release", nothing()).await;
    let lost = || async {
        let after = town.charge(1).await.settlement.after;
        (after.word() == "dispute_lost").then_some(())
    };
    town.until(lost).await;
    town.rest().await;
    assert_eq!(town.balance().await, OPENING);
    assert_eq!(town.book_of(Book::Dispute).await, Money::ZERO);
}

#[tokio::test]
async fn a_question_of_the_bank_moves_no_money() {
    let town = Town::new().await;
    town.pay(1, "pm_card_visa").await;
    let reference = town.charge(1).await.reference;
    let inquiry = json!({"status": "warning_needs_response"});
    town.tell(&format!("dispute/{reference}"), inquiry).await;
    let asked = || async { town.questions().await.first().copied() };
    assert_eq!(town.until(asked).await, Question::Inquiry);
    assert_eq!(town.balance().await, PAID);
    assert_eq!(town.charge(1).await.settlement.after, After::Nothing);
}

#[tokio::test]
async fn a_returned_transfer_is_taken_back_by_a_new_entry_and_cuts_nobody_by_itself() {
    let town = Town::new().await;
    town.pay(1, "pm_usBankAccount_success").await;
    let reference = town.charge(1).await.reference;
    town.tell(&format!("clear/{reference}/yes"), nothing())
        .await;
    let applied = || async { (town.row(1).await.state.word() == "applied").then_some(()) };
    town.until(applied).await;
    assert_eq!(town.balance().await, PAID);
    // The energy is used meanwhile: nothing is left to take the payment from.
    let used = ami_domain::ledger::Transfer {
        id: ami_domain::id::TransferId::from_number(0x5eed),
        from: Book::Prepaid(ACCOUNT),
        to: Book::Revenue,
        amount: Money::dollars(40),
        state: ami_domain::ledger::TransferState::Posted,
        reason: Reason::Correction,
        at: town.app.now().business,
    };
    let mut tx = town.app.css.store.begin().await.unwrap();
    tx.add_transfer(&used).await.unwrap();
    tx.commit().await.unwrap();
    let returned = json!({"status": "lost", "reason": "insufficient_funds"});
    town.tell(&format!("dispute/{reference}"), returned).await;
    let back = || async {
        let after = town.charge(1).await.settlement.after;
        (after.word() == "returned").then_some(())
    };
    town.until(back).await;
    town.rest().await;
    assert_eq!(town.balance().await, -Money::dollars(20));
    // The payment's own entry stands as it was; the new one names it.
    let entries = town.entries(1).await;
    let reasons: Vec<_> = entries.iter().map(|entry| entry.reason).collect();
    let id = PaymentId::from_number(1);
    assert_eq!(reasons, [Reason::Payment(id), Reason::Returned(id)]);
    // The account is looked at as any that falls below zero is; no cut came with the entry.
    let mut tx = town.app.css.store.read().await.unwrap();
    let account = tx.account(ACCOUNT).await.unwrap().unwrap();
    for command in tx.open_commands(account.meter).await.unwrap() {
        assert!(command.command.kind.cuts().is_none(), "{command:?}");
    }
    let later = town.app.now().business + ami_domain::time::Span::days(30);
    let watched = tx.watched(later, 10).await.unwrap();
    assert_eq!(watched, [ACCOUNT]);
}

/// The bank takes the card payment whole, ten dollars of which were given back before.
async fn disputed_after_a_refund(word: &str) -> Town {
    let town = Town::new().await;
    town.pay(1, "pm_card_visa").await;
    give_back(&town, 1, 1_000).await.unwrap();
    let reference = town.charge(1).await.reference;
    let dispute = town.tell(&format!("dispute/{reference}"), nothing()).await;
    let id = dispute["id"].as_str().unwrap();
    town.tell(&format!("decide/{id}/{word}"), nothing()).await;
    let ended = || async {
        let after = town.charge(1).await.settlement.after;
        after.word().starts_with("dispute_").then_some(())
    };
    town.until(ended).await;
    town.rest().await;
    town
}

/// What the processor has of ours is what our books say.
async fn assert_same_as_there(town: &Town) {
    let there = Money::cents(town.taken_there().await);
    assert_eq!(town.book_of(Book::Clearing).await, -there);
}

#[tokio::test]
async fn what_was_refunded_before_a_dispute_is_lost_comes_back_to_the_utility() {
    for (word, dispute) in [("lost-1000", 0), ("lost", 10), ("lost-400", 6)] {
        let town = disputed_after_a_refund(word).await;
        assert_eq!(town.balance().await, OPENING, "{word}: each cent once");
        assert_eq!(
            town.book_of(Book::Dispute).await,
            -Money::dollars(dispute),
            "{word}"
        );
        let asked = town.questions().await.contains(&Question::NotSettled);
        assert_eq!(asked, dispute > 0, "{word}: a person is asked");
        assert_same_as_there(&town).await;
    }
    let town = disputed_after_a_refund("won").await;
    assert_eq!(town.balance().await, PAID - Money::dollars(10));
    assert_eq!(town.book_of(Book::Dispute).await, Money::ZERO);
    assert_same_as_there(&town).await;
}

#[tokio::test]
async fn a_bank_that_takes_what_was_refunded_before_is_in_the_books_and_a_person_is_asked() {
    let town = Town::new().await;
    town.pay(1, "pm_usBankAccount_success").await;
    let reference = town.charge(1).await.reference;
    town.tell(&format!("clear/{reference}/yes"), nothing())
        .await;
    let applied = || async { (town.row(1).await.state.word() == "applied").then_some(()) };
    town.until(applied).await;
    let refund = give_back(&town, 1, 1_000).await.unwrap();
    let returned = json!({"status": "lost", "reason": "debit_not_authorized"});
    town.tell(&format!("dispute/{reference}"), returned).await;
    let back = || async {
        let after = town.charge(1).await.settlement.after;
        (after.word() == "returned").then_some(())
    };
    town.until(back).await;
    town.rest().await;
    assert_eq!(town.balance().await, OPENING, "each cent once");
    assert_eq!(town.book_of(Book::Dispute).await, -Money::dollars(10));
    assert_eq!(town.questions().await, [Question::NotSettled]);
    assert_same_as_there(&town).await;

    // The refund comes back after all: nobody has anything twice any more.
    let reference = refund.reference.unwrap();
    town.tell(&format!("refund/{reference}/fail"), nothing())
        .await;
    let asked = || async {
        let asked = town.questions().await;
        asked.contains(&Question::RefundFailed).then_some(())
    };
    town.until(asked).await;
    town.rest().await;
    assert_eq!(town.balance().await, OPENING);
    assert_eq!(town.book_of(Book::Dispute).await, Money::ZERO);
    assert_same_as_there(&town).await;
}
