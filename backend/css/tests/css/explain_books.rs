//! What follows from the books of an account comes again from their entries, however many there
//! are.

use crate::house::{ACCOUNT, House, noon};
use ami_domain::explain::{BooksSubject, Bundle, LineageId, Subject, differences_of};
use ami_domain::grant::Purpose;
use ami_domain::id::TransferId;
use ami_domain::ledger::{Book, Reason, Transfer};
use ami_domain::money::Money;
use ami_domain::time::Span;

const NONE: [&str; 0] = [];

async fn books(house: &House) -> BooksSubject {
    let lineage = LineageId::Books(ACCOUNT);
    let bundle = house.css.explain(lineage).await.unwrap().unwrap();
    let text = serde_json::to_string(&bundle).unwrap();
    let bundle: Bundle = serde_json::from_str(&text).unwrap();
    assert_eq!(differences_of(&bundle.differences()), NONE);
    match bundle.subject {
        Subject::Books(books) => *books,
        other => panic!("books are explained by books, not by {other:?}"),
    }
}

async fn post(house: &House, number: u128, (from, to): (Book, Book), cents: i64) {
    let at = noon() + Span::seconds(i64::try_from(number).unwrap());
    let (id, amount) = (TransferId::from_number(number), Money::cents(cents));
    let entry = Transfer::posted(id, (from, to), amount, Reason::Correction, at);
    let mut tx = house.css.store.begin().await.unwrap();
    tx.add_posted_transfers(&[entry]).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn a_deposit_help_and_what_closing_would_pay_back_follow_from_the_entries() {
    let house = House::at(noon()).await;
    let (bill, held) = (Book::Receivable(ACCOUNT), Book::Deposit(ACCOUNT));
    // More than are listed, so that the older ones are a sum.
    for number in 0..350 {
        post(&house, 0xd000 + number, (Book::Clearing, held), 10).await;
    }
    post(&house, 0xb111, (bill, Book::Revenue), 1_500).await;
    let help = house.help(1, Purpose::Energy, 10, 30);
    house.grant(&help).await.unwrap();
    let found = books(&house).await;
    assert_eq!(found.said.held, Money::dollars(35));
    assert_eq!(
        (found.said.owed, found.said.help),
        (Money::dollars(15), Money::dollars(10))
    );
    assert_eq!(found.said.most_back, Money::dollars(20));
    // $20 of balance and $35 of deposit, less the bill.
    assert_eq!(
        (found.said.refund, found.said.owed_after),
        (Money::dollars(40), Money::ZERO)
    );
    let deposit = found.books.iter().find(|one| one.book == held).unwrap();
    assert!(deposit.before.is_positive() && deposit.entries.len() < 350);
}
