//! The newest estimates that an account was shown, and what was kept with its payments.

use crate::house::{House, both, t, town};
use crate::payments::offer;
use ami_domain::account::Mode;
use ami_domain::convert::{Preview, Terms};
use ami_domain::display::Confidence;
use ami_domain::energy::{Rate, WattHours};
use ami_domain::estimate::{Enough, Estimate};
use ami_domain::explain::{
    AlertGrounds, BookBehind, CostGrounds, CreditGrounds, EstimateGrounds, LineageId,
    PreviewSubject,
};
use ami_domain::figure_code::FigureCode;
use ami_domain::id::{AccountId, AlertId, CostId, PaymentId, TransferId};
use ami_domain::ledger::{Book, Reason, Transfer};
use ami_domain::message::{Bilingual, Importance, Notice};
use ami_domain::money::Money;
use ami_domain::tariff::{Energy, Meterage, Tariff};
use ami_domain::time::{Span, Window, Zone};
use ami_domain::usage::{Interval, Profile};
use ami_store::StoreError;

both!(
    the_newest_estimates_of_each_account_are_kept_and_no_more,
    the_newest_costs_of_each_account_are_kept_and_no_more,
    the_newest_previews_of_each_account_are_kept_with_their_books,
    the_figures_of_the_newest_texts_of_each_account_are_kept,
    a_code_leads_to_the_figures_that_were_shown_last_and_to_no_other,
    what_a_payment_bought_is_kept_with_it_and_the_last_word_stands,
);

const ANA: AccountId = AccountId::from_number(1);
const BENITO: AccountId = AccountId::from_number(2);

fn window(at: i64) -> Window {
    Window {
        start: t(at),
        end: t(100),
    }
}

fn shown(at: i64, dollars: i64) -> EstimateGrounds {
    let (window, safe) = (window(at), Money::dollars(dollars));
    EstimateGrounds {
        window,
        balance: Money::dollars(7),
        help: Money::dollars(2),
        least: Money::dollars(10),
        meterage: Meterage::starting(Zone::utc().civil(t(at)).day, 15),
        charged_until: t(at),
        history_from: t(0),
        intervals: 9,
        // Larger than a signed number.
        mark: u64::MAX,
        estimate: Estimate {
            window,
            p50: Money::dollars(1),
            p80: safe,
            energy_p50: WattHours::new(4),
            energy_p80: WattHours::new(5),
            fixed: Money::ZERO,
            confidence: Confidence::Own,
            suggested: safe,
        },
        enough: Enough {
            until: window.end,
            likely: Money::dollars(1),
            safe,
        },
    }
}

async fn the_newest_estimates_of_each_account_are_kept_and_no_more(house: &House) {
    let mut tx = town(house, 2).await;
    tx.keep_estimate(BENITO, &shown(1, 5), 3).await.unwrap();
    for at in 1..=5 {
        tx.keep_estimate(ANA, &shown(at, at), 3).await.unwrap();
    }
    // The same moment once more says what was said last.
    tx.keep_estimate(ANA, &shown(5, 50), 3).await.unwrap();
    for (at, kept) in [(2, None), (3, Some(3)), (4, Some(4)), (5, Some(50))] {
        let found = tx.shown_estimate(ANA, window(at)).await.unwrap();
        assert_eq!(found, kept.map(|dollars| shown(at, dollars)), "{at}");
    }
    let theirs = tx.shown_estimate(BENITO, window(1)).await.unwrap();
    assert_eq!(theirs, Some(shown(1, 5)));
}

async fn a_code_leads_to_the_figures_that_were_shown_last_and_to_no_other(house: &House) {
    let mut tx = town(house, 2).await;
    let used = |account, at| LineageId::Charges {
        account,
        window: window(at),
    };
    tx.keep_figure_code(BENITO, used(BENITO, 1), t(1), 3)
        .await
        .unwrap();
    for at in 1..=5 {
        tx.keep_figure_code(ANA, used(ANA, at), t(at), 3)
            .await
            .unwrap();
    }
    // The same once more is there once, and is as new as it was shown last.
    tx.keep_figure_code(ANA, used(ANA, 3), t(6), 3)
        .await
        .unwrap();
    tx.keep_figure_code(ANA, used(ANA, 7), t(7), 3)
        .await
        .unwrap();
    for (account, at, kept) in [
        (BENITO, 1, Some(1)),
        (ANA, 1, None),
        (ANA, 3, Some(6)),
        (ANA, 4, None),
        (ANA, 5, Some(5)),
        (ANA, 7, Some(7)),
    ] {
        let lineage = used(account, at);
        let known = tx.figure_code_kept(lineage).await.unwrap();
        assert_eq!(known, kept.map(t), "{at}");
        let code = FigureCode::of(lineage);
        let found = tx.figures_of_code(code, 5).await.unwrap();
        let expected: Vec<_> = kept.map(|_| (account, lineage)).into_iter().collect();
        assert_eq!(found, expected, "{at}");
    }
    // What stands on paper stays, and takes no place from the others.
    let paper = |month: i64| LineageId::Statement {
        account: ANA,
        from: Zone::utc().civil(t(0) + Span::days(30 * month)).day,
    };
    for month in 0..5_i64 {
        tx.keep_figure_code(ANA, paper(month), t(1), 3)
            .await
            .unwrap();
    }
    let first = FigureCode::of(paper(0));
    let found = tx.figures_of_code(first, 5).await.unwrap();
    assert_eq!(found, [(ANA, paper(0))]);
    let newest = tx.figure_code_kept(used(ANA, 5)).await.unwrap();
    assert_eq!(newest, Some(t(5)));
    let nobody = AccountId::from_number(99);
    let refused = tx.keep_figure_code(nobody, used(nobody, 1), t(1), 3).await;
    assert!(
        matches!(refused, Err(StoreError::Conflict { .. })),
        "{refused:?}"
    );
}

fn costed(account: AccountId, at: i64, dollars: i64) -> CostGrounds {
    let bought = bought(dollars);
    CostGrounds {
        at: t(at),
        account,
        own_site: false,
        zone: "UTC".to_owned(),
        bill_day: 15,
        least: Money::dollars(10),
        tariff: bought.tariff,
        profile: bought.profile,
        said: shown(at, dollars).estimate,
    }
}

async fn the_newest_costs_of_each_account_are_kept_and_no_more(house: &House) {
    let mut tx = town(house, 2).await;
    let id = |at: i64| CostId::from_number(at.unsigned_abs().into());
    let theirs = costed(BENITO, 1, 5);
    tx.keep_cost(id(90), &theirs, 3).await.unwrap();
    for at in 1..=5 {
        tx.keep_cost(id(at), &costed(ANA, at, at), 3).await.unwrap();
    }
    // The same question in the same moment says what was said last.
    tx.keep_cost(id(5), &costed(ANA, 5, 50), 3).await.unwrap();
    for (at, kept) in [(2, None), (3, Some(3)), (4, Some(4)), (5, Some(50))] {
        let found = tx.shown_cost(id(at)).await.unwrap();
        let kept = kept.map(|dollars| costed(ANA, at, dollars));
        assert_eq!(found, kept, "{at}");
    }
    assert_eq!(tx.shown_cost(id(90)).await.unwrap(), Some(theirs));
}

fn previewed(account: AccountId, to: Mode, at: i64, dollars: i64) -> PreviewSubject {
    let entry = Transfer::posted(
        TransferId::from_number(at.unsigned_abs().into()),
        (Book::Clearing, Book::Prepaid(account)),
        Money::dollars(dollars),
        Reason::Correction,
        t(at),
    );
    let said = Preview::of_nothing(Mode::Prepaid, to, t(at));
    PreviewSubject {
        account,
        zone: "UTC".to_owned(),
        now: t(at),
        interval: Span::hours(1),
        terms: Terms::default(),
        books: vec![BookBehind {
            book: Book::Prepaid(account),
            before: Money::cents(-1),
            entries: vec![entry],
        }],
        said: Preview {
            balance: Money::dollars(dollars),
            ..said
        },
    }
}

async fn the_newest_previews_of_each_account_are_kept_with_their_books(house: &House) {
    let mut tx = town(house, 2).await;
    let theirs = previewed(BENITO, Mode::Regular, 1, 5);
    tx.keep_preview(&theirs, 3).await.unwrap();
    let mine = |at, dollars| previewed(ANA, Mode::Regular, at, dollars);
    for at in 1..=5 {
        tx.keep_preview(&mine(at, at), 3).await.unwrap();
    }
    // Asked again in the same moment; the other way is a preview of its own.
    tx.keep_preview(&mine(5, 50), 3).await.unwrap();
    let other_way = previewed(ANA, Mode::Prepaid, 5, 7);
    tx.keep_preview(&other_way, 3).await.unwrap();
    for (at, kept) in [(2, None), (3, None), (4, Some(4)), (5, Some(50))] {
        let found = tx.shown_preview(ANA, Mode::Regular, t(at)).await.unwrap();
        assert_eq!(found, kept.map(|dollars| mine(at, dollars)), "{at}");
    }
    let found = tx.shown_preview(ANA, Mode::Prepaid, t(5)).await.unwrap();
    assert_eq!(found, Some(other_way));
    let found = tx.shown_preview(BENITO, Mode::Regular, t(1)).await.unwrap();
    assert_eq!(found, Some(theirs));
}

async fn the_figures_of_the_newest_texts_of_each_account_are_kept(house: &House) {
    let mut tx = town(house, 2).await;
    let figures = |account, at: i64| AlertGrounds {
        at: t(at),
        account,
        mode: Mode::Prepaid,
        zone: "UTC".to_owned(),
        balance: Money::dollars(at),
        help: Money::ZERO,
        least: Money::dollars(10),
        remaining: None,
        about: Some(LineageId::Books(account)),
        meterage: bought(1).meterage,
        charged_until: t(at),
        history_from: t(0),
        opened_at: t(0),
        bill_day: 15,
        intervals: 9,
        mark: u64::MAX,
        tariff: bought(1).tariff,
        profile: bought(1).profile,
    };
    let id = |at: i64| AlertId::from_number(at.unsigned_abs().into());
    for (account, at) in [(BENITO, 1), (ANA, 2), (ANA, 3), (ANA, 4), (ANA, 5)] {
        let text = Notice {
            id: id(at),
            importance: Importance::Warning,
            text: Bilingual {
                en: "Low".into(),
                es: "Bajo".into(),
            },
            valid: window(at),
            confirm: true,
            figures: false,
        };
        assert!(tx.insert_notice(&text, "low_balance", t(at)).await.unwrap());
        tx.keep_figures(id(at), &figures(account, at), 2)
            .await
            .unwrap();
    }
    for (account, at, kept) in [
        (BENITO, 1, true),
        (ANA, 2, false),
        (ANA, 3, false),
        (ANA, 4, true),
        (ANA, 5, true),
    ] {
        let found = tx.notice_figures(id(at)).await.unwrap();
        assert_eq!(found, kept.then(|| figures(account, at)), "{at}");
        let text = tx.notice(id(at)).await.unwrap().unwrap();
        assert_eq!(text.figures, kept, "{at}");
    }
    let nobody = tx.keep_figures(id(99), &figures(ANA, 9), 2).await;
    assert!(
        matches!(nobody, Err(StoreError::Conflict { .. })),
        "{nobody:?}"
    );
}

fn bought(dollars: i64) -> CreditGrounds {
    let hour = |n: i64| {
        let at = t(0) + Span::hours(n);
        Interval::measured(at, Span::hours(1), WattHours::new(500 + n))
    };
    let history: Vec<Interval> = (0..100).map(hour).collect();
    let at = t(0) + Span::hours(100);
    CreditGrounds {
        at,
        before: Money::dollars(-3),
        after: Money::dollars(dollars),
        meterage: Meterage::starting(Zone::utc().civil(at).day, 15),
        charged_until: at,
        history_from: t(0),
        opened_at: t(0),
        bill_day: 15,
        intervals: 100,
        mark: u64::MAX,
        tariff: Tariff {
            name: "flat".to_owned(),
            name_es: Some("precio único".to_owned()),
            currency: "USD".to_owned(),
            effective_from: None,
            fixed_per_day: Money::ZERO,
            minimum_per_day: Money::ZERO,
            holidays: Vec::new(),
            energy: Energy::Flat {
                price: Rate::micros_per_kwh(200_000),
            },
            baseline: None,
            riders: Vec::new(),
            tax: None,
            conversion: ami_domain::convert::Terms::default(),
            later: Vec::new(),
        },
        profile: Profile::learn(&history, at, &Zone::utc(), &[]),
    }
}

async fn what_a_payment_bought_is_kept_with_it_and_the_last_word_stands(house: &House) {
    let mut tx = town(house, 2).await;
    let paid = offer(&mut tx, 1).await.id;
    assert_eq!(tx.payment_credit(paid).await.unwrap(), None);
    for dollars in [20, 30] {
        tx.keep_payment_credit(paid, &bought(dollars))
            .await
            .unwrap();
    }
    assert_eq!(tx.payment_credit(paid).await.unwrap(), Some(bought(30)));
    let nobody = PaymentId::from_number(99);
    let refused = tx.keep_payment_credit(nobody, &bought(20)).await;
    assert!(
        matches!(refused, Err(StoreError::Conflict { .. })),
        "{refused:?}"
    );
}
