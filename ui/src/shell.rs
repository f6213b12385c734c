//! What every screen stands in: language, who is signed in, the clock, and the backend.

use crate::app::Site;
use crate::backend::{Backend, More, is_signed_out};
use crate::browser::{self, Keep, Until};
use crate::i18n::say;
use crate::model::age::Clock;
use crate::model::prefs::Prefs;
use crate::part::watch::Watch;
use crate::texts;
use ami_domain::id::AccountId;
use ami_domain::role::Role;
use ami_domain::time::Timestamp;
use ami_locales::{Args, Locale, negotiate};
use ami_wire::api::{Session, SetLocale};
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

const KEY_LOCALE: &str = "ami-locale";
const KEY_PREFS: &str = "ami-prefs";
/// Somebody has left this browser, and the server has not heard it yet.
const KEY_LEAVING: &str = "ami-leaving";
/// It is told again this often.
const LEAVE_AGAIN_MS: u32 = 3_000;

/// Who is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Who {
    /// Not asked yet.
    Asking,
    /// Nobody is signed in.
    Nobody,
    /// Somebody.
    Somebody(Session),
}

/// The signals of the whole page.
#[derive(Clone, Copy)]
pub(crate) struct Shell {
    /// What this page can do.
    pub(crate) site: &'static Site,
    /// Language of every text.
    pub(crate) locale: RwSignal<Locale>,
    /// Who is there.
    pub(crate) who: RwSignal<Who>,
    /// Choices for this device.
    pub(crate) prefs: RwSignal<Prefs>,
    /// How business time runs.
    pub(crate) clock: RwSignal<Clock>,
    /// Business time, moved on every second.
    pub(crate) now: RwSignal<Timestamp>,
    /// Whoever was here has left, and the server could not be told.
    pub(crate) not_heard: RwSignal<bool>,
    /// The customer's account that is looked at.
    pub(crate) account: RwSignal<Option<AccountId>>,
    /// That account, kept up to date.
    pub(crate) home: Watch,
    /// Id of the sentence that stands above the form of signing in.
    pub(crate) note: RwSignal<Option<&'static str>>,
    /// A sentence to be read out politely.
    pub(crate) announced: RwSignal<String>,
}

thread_local! {
    static SHELL: Cell<Option<Shell>> = const { Cell::new(None) };
    static BACKEND: RefCell<Option<Rc<dyn Backend>>> = const { RefCell::new(None) };
    static MORE: RefCell<Option<Rc<dyn More>>> = const { RefCell::new(None) };
}

/// The page's signals.
pub(crate) fn shell() -> Shell {
    SHELL.get().expect("open() ran before the first screen")
}

/// Who answers questions.
pub(crate) fn backend() -> Rc<dyn Backend> {
    BACKEND
        .with_borrow(|b| b.clone())
        .expect("open() ran before the first screen")
}

/// Who answers what only the whole page asks.
pub(crate) fn more() -> Rc<dyn More> {
    MORE.with_borrow(|m| m.clone())
        .expect("only screens of the whole page ask this")
}

/// Makes the signals and starts the clock; called once, inside the root of the page.
pub(crate) fn open(site: &'static Site) -> Shell {
    let (backend, more) = (site.answerers)();
    BACKEND.set(Some(backend));
    MORE.set(more);
    let prefs = browser::kept(Keep::Device, KEY_PREFS).unwrap_or_default();
    let account = RwSignal::new(None);
    let shell = Shell {
        site,
        locale: RwSignal::new(texts::given()),
        who: RwSignal::new(Who::Asking),
        prefs: RwSignal::new(Prefs::from_words(&prefs)),
        clock: RwSignal::new(Clock::real()),
        now: RwSignal::new(Clock::real().at(browser::real_ms())),
        not_heard: RwSignal::new(false),
        account,
        home: Watch::new(account),
        note: RwSignal::new(None),
        announced: RwSignal::new(String::new()),
    };
    SHELL.set(Some(shell));
    shell.home.follow();
    follow_choices(shell);
    spawn_local(run_clock(shell));
    shell
}

fn follow_choices(shell: Shell) {
    Effect::new(move |_| {
        browser::set_root("lang", shell.locale.get().tag());
    });
    Effect::new(move |_| {
        let prefs = shell.prefs.get();
        browser::set_root("data-text", prefs.text.word());
        browser::set_root("data-contrast", prefs.contrast.word());
        browser::keep(Keep::Device, KEY_PREFS, &prefs.to_words());
    });
}

/// Asks for the business clock now and then, and moves `now` on every second.
async fn run_clock(shell: Shell) {
    const ASK_EVERY_S: u32 = 300;
    let mut seconds = 0_u32;
    loop {
        if seconds.is_multiple_of(ASK_EVERY_S)
            && let Ok(time) = backend().time().await
        {
            let real_ms = browser::real_ms();
            shell.clock.set(Clock {
                real_ms,
                business: time.now,
                factor: time.factor,
            });
        }
        shell
            .now
            .set(shell.clock.get_untracked().at(browser::real_ms()));
        gloo_timers::future::TimeoutFuture::new(1000).await;
        seconds = seconds.wrapping_add(1);
    }
}

impl Shell {
    /// Changes the language everywhere, here and for the signed-in person's mail.
    pub(crate) fn set_locale(self, locale: Locale) {
        self.speak(locale);
        browser::keep(Keep::Device, KEY_LOCALE, locale.tag());
        if matches!(self.who.get_untracked(), Who::Somebody(_)) {
            let wanted = SetLocale {
                locale: locale.tag().to_owned(),
            };
            // The screen changes by itself; a server that is away learns it at the next change.
            spawn_local(async move {
                let _ = backend().set_locale(wanted).await;
            });
        }
    }
    /// Changes to a language as soon as its texts are here; where they cannot be fetched, the
    /// language stays.
    fn speak(self, locale: Locale) {
        spawn_local(async move {
            if texts::learn(locale).await {
                self.locale.set(locale);
            } else {
                self.announced.set(say("error-server-away", &Args::new()));
            }
        });
    }
    /// Somebody has signed in, or was found signed in.
    pub(crate) fn enter(self, session: Session) {
        self.note.set(None);
        // Signing in has ended the session of whoever left before.
        self.heard();
        let staff = session.role != Role::Customer;
        // Their page is loaded now, and asks again who is there.
        if staff && !self.site.whole && browser::open_whole(Until::NextYear, &browser::path()) {
            return;
        }
        if browser::kept(Keep::Device, KEY_LOCALE).is_none() {
            self.speak(negotiate(&session.locale));
        }
        self.account.set(session.accounts.first().copied());
        self.who.set(Who::Somebody(session));
    }

    /// Somebody leaves. The page forgets them at once; the server is told until it has heard it,
    /// because the browser, which is perhaps not theirs, keeps the cookie until then.
    pub(crate) async fn sign_out(self) {
        browser::keep(Keep::Device, KEY_LEAVING, "1");
        self.leave();
        self.end_session().await;
    }

    /// Tells the server that somebody has left here, also before the page was loaded, until it has
    /// heard it or somebody signs in.
    pub(crate) async fn end_left_session(self) {
        if browser::kept(Keep::Device, KEY_LEAVING).is_some() {
            self.end_session().await;
        }
    }

    async fn end_session(self) {
        loop {
            if is_signed_out(&backend().sign_out().await) {
                return self.heard();
            }
            self.leave();
            self.not_heard.set(true);
            gloo_timers::future::TimeoutFuture::new(LEAVE_AGAIN_MS).await;
            if self.role().is_some() {
                return;
            }
        }
    }

    fn heard(self) {
        browser::forget(Keep::Device, KEY_LEAVING);
        self.not_heard.set(false);
    }

    /// Nobody is signed in any more.
    pub(crate) fn leave(self) {
        self.account.set(None);
        self.who.set(Who::Nobody);
    }
    /// The role of who is signed in.
    pub(crate) fn role(self) -> Option<Role> {
        self.who.with(|who| match who {
            Who::Somebody(session) => Some(session.role),
            Who::Nobody | Who::Asking => None,
        })
    }
}
