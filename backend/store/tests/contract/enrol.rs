//! Coming to prepayment: the text that was agreed to, and second contacts.

use crate::house::{House, both, t, town};
use ami_domain::enrol::{Need, Scope};
use ami_domain::id::{AccountId, ContactId, UserId};
use ami_store::{ContactRow, DisclosureRow, EnrolmentRow, ScreeningRow};

both!(
    what_was_agreed_to_reads_back_word_for_word,
    a_contact_belongs_to_one_account_and_leaves_no_name_behind
);

async fn what_was_agreed_to_reads_back_word_for_word(house: &House) {
    let mut tx = town(house, 2).await;
    let (mine, who) = (AccountId::from_number(1), UserId::from_number(1));
    let enrolled = EnrolmentRow {
        person: who,
        proof: "number,name".into(),
        at: t(5),
        starts: t(6),
        at_zero: ami_domain::account::AtZero::Disconnect,
        disclosure: [9; 32],
    };
    let text = DisclosureRow {
        digest: [9; 32],
        name: "prepay".into(),
        version: 1,
        locale: "es-US".into(),
        body: "Qué significa\n".into(),
    };
    tx.keep_disclosure(&text).await.unwrap();
    assert_eq!(tx.disclosure(&[9; 32]).await.unwrap(), Some(text));
    assert_eq!(tx.disclosure(&[8; 32]).await.unwrap(), None);
    tx.add_enrolment(mine, &enrolled).await.unwrap();
    assert_eq!(tx.enrolment(mine).await.unwrap(), Some(enrolled));
    assert_eq!(tx.enrolment(AccountId::from_number(2)).await.unwrap(), None);
    for needs in [vec![Need::Illness, Need::Vulnerable], Vec::new()] {
        let row = ScreeningRow {
            person: who,
            at: t(7),
            needs,
        };
        tx.add_screening(mine, &row).await.unwrap();
        assert_eq!(tx.screening(mine).await.unwrap(), Some(row));
    }
}

async fn a_contact_belongs_to_one_account_and_leaves_no_name_behind(house: &House) {
    let mut tx = town(house, 2).await;
    let [mine, other] = [1, 2].map(AccountId::from_number);
    let who = UserId::from_number(1);
    let contact = ContactRow {
        id: ContactId::from_number(7),
        account: mine,
        name: "Lola".into(),
        reach: "lola@example.org".into(),
        scope: vec![Scope::Warnings, Scope::Speak],
        consent_at: t(1),
        consent_by: who,
    };
    assert!(tx.put_contact(&contact).await.unwrap());
    let stolen = ContactRow {
        account: other,
        ..contact.clone()
    };
    assert!(!tx.put_contact(&stolen).await.unwrap());
    assert_eq!(
        tx.contacts(mine, 9).await.unwrap(),
        std::slice::from_ref(&contact)
    );
    assert_eq!(tx.contacts(other, 9).await.unwrap(), []);
    assert!(
        !tx.remove_contact(other, contact.id, who, t(2))
            .await
            .unwrap()
    );
    assert!(
        tx.remove_contact(mine, contact.id, who, t(2))
            .await
            .unwrap()
    );
    assert_eq!(tx.contacts(mine, 9).await.unwrap(), []);
    assert!(!tx.put_contact(&contact).await.unwrap());
}
