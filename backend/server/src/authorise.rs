//! Who may do what: one function, one table, deny by default (DESIGN: decided in one place).

use ami_domain::id::UserId;
use ami_domain::role::Role;

/// What somebody wants to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// See an account: view, use, payments, texts, live feed.
    SeeAccount,
    /// Pay for an account.
    Pay,
    /// Bring an account to prepayment, tend its second contacts, and say whether others may book
    /// its place.
    Enrol,
    /// Set and end what protects a customer, and say whose rules hold for them and what baseline
    /// their home is entitled to.
    Protect,
    /// See the rules for cutting, with where their figures come from.
    SeeRules,
    /// Give a payment back, and enter the cheque that was sent to who has left.
    Refund,
    /// See and answer what two sides say differently about money; upload a bank's file.
    SettlePayments,
    /// Book, move, cancel and end the events that an account pays for.
    Book,
    /// Search places that may be booked.
    SearchFacilities,
    /// See events with a problem, and send one to its meter again.
    TendEvents,
    /// Serve a customer who has paid and has no power: check who is calling, test the meter,
    /// switch on, send people, read both logs.
    Serve,
    /// Give a customer whose identity was checked a code for a new password.
    GivePasswordCode,
    /// See the orders of people who are sent.
    SeeOrders,
    /// Say how one ended.
    EndOrder,
    /// Confirm that a text was read.
    ConfirmMessage,
    /// Search accounts.
    SearchAccounts,
    /// See confirmations of meters.
    SeeConfirmations,
    /// Acknowledge one.
    Acknowledge,
    /// Publish texts to many, approve them, take them back, and see how far they have come.
    Alerts,
    /// Change the numbers of the utility.
    SetNumbers,
    /// See what keeps supply on, release cuts from quarantine, stop all cuts, report the weather.
    ReleaseCuts,
    /// See and move an account's supply: connect now, plan, move and take back plans.
    MoveSupply,
    /// Set arrears aside, and change and pause how they are paid back.
    TendDebt,
    /// Grant help to a customer.
    Grant,
    /// Decide about debt that somebody else wants to be given up.
    GiveUpDebt,
    /// See what receipts say about the use case's numbers, and the report for the regulator.
    SeeConformance,
    /// See the closed days of the ledger.
    SeeBooks,
    /// Keep pay stations: add them, their floats and keys, what they hand over, their days.
    KeepAgents,
    /// See the displays of a home, stop a pairing and take a display out.
    SeeDisplays,
    /// Pair one.
    PairDisplays,
    /// See and change what is one's own: the session and its language.
    OwnSession,
}

/// To what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Object {
    /// An account of this customer.
    AccountOf(UserId),
    /// Nothing in particular.
    Everything,
}

/// The answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Yes.
    Allow,
    /// No, and that is no secret.
    Deny,
    /// No, and it must look as if the thing did not exist.
    Hide,
}

impl Action {
    /// Every action, for the table's test.
    pub const ALL: [Action; 31] = [
        Action::SeeAccount,
        Action::Pay,
        Action::Enrol,
        Action::Protect,
        Action::SeeRules,
        Action::Refund,
        Action::SettlePayments,
        Action::Book,
        Action::SearchFacilities,
        Action::TendEvents,
        Action::Serve,
        Action::GivePasswordCode,
        Action::SeeOrders,
        Action::EndOrder,
        Action::ConfirmMessage,
        Action::SearchAccounts,
        Action::SeeConfirmations,
        Action::Acknowledge,
        Action::Alerts,
        Action::SetNumbers,
        Action::ReleaseCuts,
        Action::MoveSupply,
        Action::TendDebt,
        Action::Grant,
        Action::GiveUpDebt,
        Action::SeeConformance,
        Action::SeeBooks,
        Action::KeepAgents,
        Action::SeeDisplays,
        Action::PairDisplays,
        Action::OwnSession,
    ];
}

/// Decides. Nobody but representatives learns from the answer whether somebody else's account
/// exists.
pub fn authorise(who: UserId, role: Role, action: Action, object: Object) -> Verdict {
    match action {
        Action::OwnSession => Verdict::Allow,
        Action::Alerts
        | Action::SetNumbers
        | Action::SeeConformance
        | Action::SeeBooks
        | Action::SettlePayments
        | Action::ReleaseCuts
        | Action::KeepAgents => match role {
            Role::Utility => Verdict::Allow,
            Role::Customer | Role::Representative | Role::Installer => Verdict::Deny,
        },
        // The second person of a write-off; that it is another one is the domain's rule.
        Action::GiveUpDebt => match role {
            Role::Representative | Role::Utility => Verdict::Allow,
            Role::Customer | Role::Installer => Verdict::Deny,
        },
        Action::Grant => match (role, object) {
            (Role::Representative | Role::Utility, Object::AccountOf(_)) => Verdict::Allow,
            // Nobody helps themselves.
            (Role::Customer, Object::AccountOf(owner)) if owner == who => Verdict::Deny,
            (Role::Customer | Role::Representative | Role::Utility | Role::Installer, _) => {
                Verdict::Hide
            }
        },
        Action::SearchFacilities => match role {
            Role::Customer | Role::Representative => Verdict::Allow,
            Role::Utility | Role::Installer => Verdict::Deny,
        },
        // Who stands before the display pairs it; whoever the customer calls takes it out.
        Action::PairDisplays => match role {
            Role::Installer => Verdict::Allow,
            Role::Customer | Role::Representative | Role::Utility => Verdict::Deny,
        },
        Action::SeeDisplays => match role {
            Role::Installer | Role::Representative => Verdict::Allow,
            Role::Customer | Role::Utility => Verdict::Deny,
        },
        Action::TendEvents | Action::SeeOrders | Action::EndOrder => match role {
            Role::Representative => Verdict::Allow,
            Role::Customer | Role::Utility | Role::Installer => Verdict::Deny,
        },
        // A customer does not vouch for themselves, lets themselves in, nor pays themselves back; a
        // stranger's account is not there.
        Action::Serve | Action::GivePasswordCode | Action::Refund => match (role, object) {
            (Role::Representative, Object::AccountOf(_)) => Verdict::Allow,
            (Role::Customer, Object::AccountOf(owner)) if owner == who => Verdict::Deny,
            (Role::Customer | Role::Representative | Role::Utility | Role::Installer, _) => {
                Verdict::Hide
            }
        },
        Action::SearchAccounts | Action::SeeConfirmations | Action::Acknowledge => match role {
            Role::Representative => Verdict::Allow,
            Role::Customer | Role::Utility | Role::Installer => Verdict::Deny,
        },
        Action::SeeAccount | Action::Pay | Action::Enrol | Action::Book => match (role, object) {
            (Role::Representative, Object::AccountOf(_)) => Verdict::Allow,
            (Role::Customer, Object::AccountOf(owner)) if owner == who => Verdict::Allow,
            (Role::Customer | Role::Representative | Role::Utility | Role::Installer, _) => {
                Verdict::Hide
            }
        },
        Action::SeeRules => match role {
            Role::Representative | Role::Utility => Verdict::Allow,
            Role::Customer | Role::Installer => Verdict::Deny,
        },
        Action::MoveSupply | Action::TendDebt | Action::Protect => match (role, object) {
            (Role::Representative, Object::AccountOf(_)) => Verdict::Allow,
            // Their own account is no secret to customers.
            (Role::Customer, Object::AccountOf(owner)) if owner == who => Verdict::Deny,
            (Role::Customer | Role::Representative | Role::Utility | Role::Installer, _) => {
                Verdict::Hide
            }
        },
        // A representative must not confirm in the customer's place: it is the proof of notice.
        Action::ConfirmMessage => match (role, object) {
            (Role::Customer, Object::AccountOf(owner)) if owner == who => Verdict::Allow,
            (Role::Representative, _) => Verdict::Deny,
            (Role::Customer | Role::Utility | Role::Installer, _) => Verdict::Hide,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_but_a_representative_reaches_an_account_that_is_not_theirs() {
        let (me, other) = (UserId::from_number(1), UserId::from_number(2));
        for role in Role::ALL {
            for action in [Action::SeeAccount, Action::Pay, Action::Enrol, Action::Book] {
                let verdict = authorise(me, role, action, Object::AccountOf(other));
                let expected = if role == Role::Representative {
                    Verdict::Allow
                } else {
                    Verdict::Hide
                };
                assert_eq!(verdict, expected, "{role} {action:?}");
            }
        }
    }

    #[test]
    fn sc6_2_nobody_vouches_for_themselves() {
        let me = UserId::from_number(1);
        for role in Role::ALL {
            let expected = match role {
                Role::Representative => Verdict::Allow,
                Role::Customer => Verdict::Deny,
                Role::Utility | Role::Installer => Verdict::Hide,
            };
            for action in [Action::Serve, Action::GivePasswordCode] {
                let verdict = authorise(me, role, action, Object::AccountOf(me));
                assert_eq!(verdict, expected, "{role} {action:?}");
            }
        }
    }

    #[test]
    fn only_the_customer_confirms_their_texts() {
        let me = UserId::from_number(1);
        for role in Role::ALL {
            let verdict = authorise(me, role, Action::ConfirmMessage, Object::AccountOf(me));
            assert_eq!(verdict == Verdict::Allow, role == Role::Customer, "{role}");
        }
    }
}
