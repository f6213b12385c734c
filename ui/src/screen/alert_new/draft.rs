//! What has been chosen and typed for a new text, and what is sent of it.

use crate::backend::Trouble;
use crate::browser;
use crate::i18n::say;
use crate::model::civil::written;
use crate::model::list::numbers;
use crate::part::notice::Fault;
use crate::shell::more;
use ami_domain::audience::{Audience, Program};
use ami_domain::id::AlertId;
use ami_domain::message::Importance;
use ami_locales::{Args, args};
use ami_wire::api::{Alert, PublishAlert};
use leptos::prelude::*;
use leptos::task::spawn_local;

pub(super) const EN: &str = "alert-en";
pub(super) const ES: &str = "alert-es";
pub(super) const NAME: &str = "alert-name";
pub(super) const LIST: &str = "alert-list";
pub(super) const FROM: &str = "alert-from";
pub(super) const UNTIL: &str = "alert-until";

/// A text that is being written.
#[derive(Clone, Copy)]
pub(super) struct Draft {
    pub(super) kind: RwSignal<String>,
    pub(super) name: RwSignal<String>,
    pub(super) program: RwSignal<String>,
    /// Account numbers as they were typed or read from a file.
    pub(super) list: RwSignal<String>,
    pub(super) importance: RwSignal<Importance>,
    pub(super) en: RwSignal<String>,
    pub(super) es: RwSignal<String>,
    pub(super) from: RwSignal<String>,
    pub(super) until: RwSignal<String>,
    pub(super) confirm: RwSignal<bool>,
    pub(super) busy: RwSignal<bool>,
    pub(super) faults: RwSignal<Vec<Fault>>,
    pub(super) trouble: RwSignal<Option<Trouble>>,
    /// The text whose place it takes.
    pub(super) replace: Option<AlertId>,
    /// Made once for this form, so that a second press sends the same text.
    id: StoredValue<Option<AlertId>>,
}

impl Draft {
    /// An empty one.
    pub(super) fn new() -> Self {
        let text = || RwSignal::new(String::new());
        let id = browser::new_payment_id().map(|id| AlertId::from_bytes(id.to_bytes()));
        Self {
            kind: RwSignal::new("all".to_owned()),
            name: text(),
            program: RwSignal::new(Program::Prepaid.word().to_owned()),
            list: text(),
            importance: RwSignal::new(Importance::Notice),
            en: text(),
            es: text(),
            from: text(),
            until: text(),
            confirm: RwSignal::new(false),
            busy: RwSignal::new(false),
            faults: RwSignal::new(Vec::new()),
            trouble: RwSignal::new(None),
            replace: None,
            id: StoredValue::new(id),
        }
    }

    /// One that takes the place of another: the same audience, words and end, for now.
    pub(super) fn after(old: &Alert) -> Self {
        let draft = Self {
            replace: Some(old.id),
            ..Self::new()
        };
        draft.kind.set(old.audience.clone());
        if old.audience == "program" {
            draft.program.set(old.audience_name.clone());
        } else {
            draft.name.set(old.audience_name.clone());
        }
        draft.importance.set(old.importance);
        draft.en.set(old.text.en.clone());
        draft.es.set(old.text.es.clone());
        draft.until.set(written(old.until));
        draft.confirm.set(old.confirm);
        draft
    }

    /// What is sent.
    ///
    /// # Errors
    /// All that is missing, each with its field.
    fn wanted(self) -> Result<PublishAlert, Vec<Fault>> {
        let mut faults = Vec::new();
        let mut fault = |field, id, values: &Args| {
            let text = say(id, values);
            faults.push(Fault { field, text });
        };
        let name = self.name.get_untracked().trim().to_owned();
        let mut listed = Vec::new();
        let audience = match self.kind.get_untracked().as_str() {
            "feeder" => Audience::Feeder(name),
            "postal" => Audience::Postal(name),
            "program" => {
                let word = self.program.get_untracked();
                Audience::Program(Program::from_word(&word).unwrap_or(Program::Prepaid))
            }
            "list" => {
                listed = self.list.with_untracked(|text| numbers(text));
                if !(1..=Audience::LIST_MAX).contains(&listed.len()) {
                    let most = args!["number" => Audience::LIST_MAX, "count" => listed.len()];
                    fault(LIST, "utility-list-missing", &most);
                }
                Audience::List(Vec::new())
            }
            _ => Audience::All,
        };
        let named = !matches!(audience, Audience::List(_));
        if named && audience.check().is_err() {
            fault(NAME, "utility-audience-missing", &Args::new());
        }
        let (en, es) = (self.en.get_untracked(), self.es.get_untracked());
        for (field, text) in [(EN, &en), (ES, &es)] {
            if text.trim().is_empty() {
                fault(field, "alerts-text-missing", &Args::new());
            }
        }
        let moment = |value: RwSignal<String>| {
            let text = value.get_untracked().trim().to_owned();
            (!text.is_empty()).then_some(text)
        };
        let (from, until) = (moment(self.from), moment(self.until));
        for (field, moment) in [(FROM, &from), (UNTIL, &until)] {
            if moment.as_ref().is_some_and(|text| !text.contains('T')) {
                fault(field, "utility-time-unreadable", &Args::new());
            }
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        Ok(PublishAlert {
            audience,
            numbers: listed,
            importance: self.importance.get_untracked(),
            en,
            es,
            from,
            until,
            confirm: self.confirm.get_untracked(),
            replace: self.replace,
        })
    }

    /// Sends it, once, and goes to its page.
    pub(super) fn send(self, go: impl Fn(&str, leptos_router::NavigateOptions) + 'static) {
        if self.busy.get_untracked() {
            return;
        }
        self.trouble.set(None);
        let wanted = match self.wanted() {
            Ok(wanted) => {
                self.faults.set(Vec::new());
                wanted
            }
            Err(faults) => return self.faults.set(faults),
        };
        let Some(id) = self.id.get_value() else {
            return self.trouble.set(Some(Trouble::NotHere));
        };
        self.busy.set(true);
        spawn_local(async move {
            match more().publish_alert(id, wanted).await {
                Ok(alert) => go(&format!("/alerts/{}", alert.id), Default::default()),
                Err(why) => {
                    self.trouble.set(Some(why));
                    self.busy.set(false);
                }
            }
        });
    }
}
