//! Carrying out requests: rights, lists, and values in blocks in both directions.

use super::transfer::{Incoming, Transfer};
use super::{Objects, Server, ServerTransport, State};
use crate::apdu::{
    AccessResult, ActionRequest, ActionResponse, ActionResult, Attribute, Block, Conformance,
    Exception, FromClient, GetRequest, GetResponse, MAX_TRANSFER, Method, SetRequest, SetResponse,
    Target, put_list,
};
use crate::class::{ASSOCIATION, association};
use crate::data::Data;

/// Bytes of a response around the part of a value: service, last, number, choice, length.
const BLOCK_HEADER: usize = 3 + 1 + 4 + 1 + 3;

impl Server {
    /// Carries out `request`; the reply has at most `room` bytes.
    pub(super) fn serve(
        &mut self,
        request: FromClient,
        room: usize,
        objects: &mut dyn Objects,
    ) -> Result<Vec<u8>, Exception> {
        if self.session.state == State::Challenged && !is_hls_reply(&request) {
            return Err(Exception::NOT_ALLOWED);
        }
        let can = self.session.conformance;
        let mut out = Vec::new();
        match request {
            FromClient::Get(get) if can.has(Conformance::GET) => {
                self.on_get(get, room, objects).encode(&mut out);
            }
            FromClient::Set(set) if can.has(Conformance::SET) => {
                self.on_set(set, objects).encode(&mut out);
            }
            FromClient::Action(action) => {
                self.on_action(action, room, objects).encode(&mut out);
            }
            FromClient::Get(_)
            | FromClient::Set(_)
            | FromClient::Aarq(_)
            | FromClient::Release(_) => return Err(Exception::UNKNOWN),
        }
        Ok(out)
    }

    pub(super) fn server_sap(&self) -> u16 {
        match &self.config.transport {
            ServerTransport::Hdlc(hdlc) => hdlc.server.upper,
            ServerTransport::Wrapper { server } => *server,
        }
    }

    fn on_get(&mut self, get: GetRequest, room: usize, objects: &mut dyn Objects) -> GetResponse {
        match get {
            GetRequest::Normal { invoke, target } => {
                self.session.transfer = Transfer::None;
                let result = self.read(&target, objects);
                let raw = result.as_ref().map(Data::to_bytes).unwrap_or_default();
                self.whole_or_first(room, raw, GetResponse::Normal { invoke, result })
            }
            GetRequest::List { invoke, targets } => {
                self.session.transfer = Transfer::None;
                let results: Vec<_> = targets
                    .iter()
                    .map(|target| self.read(target, objects))
                    .collect();
                let mut raw = Vec::new();
                put_list(&mut raw, &results);
                self.whole_or_first(room, raw, GetResponse::List { invoke, results })
            }
            GetRequest::Next { invoke, block } => match self.next_block(false, invoke, block, room)
            {
                Some(block) => GetResponse::Block { invoke, block },
                None => {
                    let refusal = AccessResult::NoLongGet;
                    GetResponse::Aborted {
                        invoke,
                        number: block,
                        refusal,
                    }
                }
            },
        }
    }

    fn whole_or_first(&mut self, room: usize, raw: Vec<u8>, whole: GetResponse) -> GetResponse {
        let mut bytes = Vec::new();
        whole.encode(&mut bytes);
        let (GetResponse::Normal { invoke, .. }
        | GetResponse::List { invoke, .. }
        | GetResponse::Block { invoke, .. }
        | GetResponse::Aborted { invoke, .. }) = whole;
        if bytes.len() <= room {
            return whole;
        }
        if !self.session.conformance.has(Conformance::BLOCK_GET) || raw.len() > MAX_TRANSFER {
            let result = Err(AccessResult::OtherReason);
            return GetResponse::Normal { invoke, result };
        }
        self.session.transfer = Transfer::Sending {
            action: false,
            invoke,
            rest: raw,
            block: 0,
        };
        match self.next_block(false, invoke, 0, room) {
            Some(block) => GetResponse::Block { invoke, block },
            None => GetResponse::Normal {
                invoke,
                result: Err(AccessResult::OtherReason),
            },
        }
    }

    /// The block after `number`, if that is the one that went out last.
    fn next_block(&mut self, for_action: bool, of: u8, number: u32, room: usize) -> Option<Block> {
        let transfer = std::mem::replace(&mut self.session.transfer, Transfer::None);
        let Transfer::Sending {
            action,
            invoke,
            rest: mut raw,
            block,
        } = transfer
        else {
            return None;
        };
        // Whoever asks for another block has lost the thread; it must begin again.
        if block != number || invoke != of || action != for_action {
            return None;
        }
        let block = block.checked_add(1)?;
        let size = room.saturating_sub(BLOCK_HEADER).max(1);
        let rest = raw.split_off(size.min(raw.len()));
        let last = rest.is_empty();
        if !last {
            self.session.transfer = Transfer::Sending {
                action,
                invoke,
                rest,
                block,
            };
        }
        Some(Block {
            last,
            number: block,
            raw,
        })
    }

    fn read(&self, target: &Target, objects: &mut dyn Objects) -> Result<Data, AccessResult> {
        let attribute = target.attribute;
        if (attribute.class, attribute.obis) == (association::CLASS, ASSOCIATION) {
            return self.get_association(attribute, objects);
        }
        let access = self.config.access.get(self.session.access);
        if !access.is_some_and(|it| it.rights.get.covers(attribute.class, attribute.obis)) {
            return Err(AccessResult::ReadWriteDenied);
        }
        objects.get(self.caller(), attribute, target.selector.as_ref())
    }

    fn write(
        &self,
        target: &Target,
        value: Data,
        objects: &mut dyn Objects,
    ) -> Result<(), AccessResult> {
        let Attribute { class, obis, .. } = target.attribute;
        let access = self.config.access.get(self.session.access);
        if !access.is_some_and(|it| it.rights.set.covers(class, obis)) || target.selector.is_some()
        {
            return Err(AccessResult::ReadWriteDenied);
        }
        objects.set(self.caller(), target.attribute, value)
    }

    fn on_set(&mut self, set: SetRequest, objects: &mut dyn Objects) -> SetResponse {
        match set {
            SetRequest::Normal {
                invoke,
                target,
                value,
            } => {
                self.session.transfer = Transfer::None;
                SetResponse::Normal {
                    invoke,
                    result: self.write(&target, value, objects),
                }
            }
            SetRequest::First {
                invoke,
                target,
                block,
            } => {
                let parts = Incoming::new(invoke);
                self.session.transfer = Transfer::Setting { target, parts };
                self.set_part(invoke, &block, objects)
            }
            SetRequest::Next { invoke, block } => self.set_part(invoke, &block, objects),
        }
    }

    fn set_part(&mut self, invoke: u8, block: &Block, objects: &mut dyn Objects) -> SetResponse {
        let number = block.number;
        let refuse = |refusal| SetResponse::Last {
            invoke,
            result: Err(refusal),
            block: number,
        };
        let transfer = std::mem::replace(&mut self.session.transfer, Transfer::None);
        let Transfer::Setting { target, mut parts } = transfer else {
            return refuse(AccessResult::NoLongSet);
        };
        if !parts.add(invoke, block) {
            return refuse(AccessResult::BlockNumberInvalid);
        }
        if !block.last {
            self.session.transfer = Transfer::Setting { target, parts };
            return SetResponse::Ack {
                invoke,
                block: number,
            };
        }
        let value = Data::from_bytes(&parts.bytes).map_err(|_| AccessResult::TypeUnmatched);
        let result = value.and_then(|value| self.write(&target, value, objects));
        SetResponse::Last {
            invoke,
            result,
            block: number,
        }
    }

    fn on_action(
        &mut self,
        action: ActionRequest,
        room: usize,
        objects: &mut dyn Objects,
    ) -> ActionResponse {
        match action {
            ActionRequest::Normal {
                invoke,
                method,
                parameter,
            } => {
                self.session.transfer = Transfer::None;
                let result = self.call(method, parameter, objects);
                self.called(invoke, result, room)
            }
            ActionRequest::First {
                invoke,
                method,
                block,
            } => {
                let parts = Incoming::new(invoke);
                self.session.transfer = Transfer::Calling { method, parts };
                self.call_part(invoke, &block, room, objects)
            }
            ActionRequest::Part { invoke, block } => self.call_part(invoke, &block, room, objects),
            ActionRequest::Next { invoke, block } => {
                match self.next_block(true, invoke, block, room) {
                    Some(block) => ActionResponse::Part { invoke, block },
                    None => {
                        let result = Err(ActionResult::NoLongAction);
                        ActionResponse::Normal { invoke, result }
                    }
                }
            }
        }
    }

    fn call_part(
        &mut self,
        invoke: u8,
        block: &Block,
        room: usize,
        objects: &mut dyn Objects,
    ) -> ActionResponse {
        let refuse = |refusal| ActionResponse::Normal {
            invoke,
            result: Err(refusal),
        };
        let transfer = std::mem::replace(&mut self.session.transfer, Transfer::None);
        let Transfer::Calling { method, mut parts } = transfer else {
            return refuse(ActionResult::NoLongAction);
        };
        if !parts.add(invoke, block) {
            return refuse(ActionResult::LongActionAborted);
        }
        if !block.last {
            self.session.transfer = Transfer::Calling { method, parts };
            return ActionResponse::Ack {
                invoke,
                block: block.number,
            };
        }
        let Ok(parameter) = Data::from_bytes(&parts.bytes) else {
            return refuse(ActionResult::TypeUnmatched);
        };
        let result = self.call(method, Some(parameter), objects);
        self.called(invoke, result, room)
    }

    fn call(
        &mut self,
        method: Method,
        parameter: Option<Data>,
        objects: &mut dyn Objects,
    ) -> Result<Option<Data>, ActionResult> {
        if (method.class, method.obis) == (association::CLASS, ASSOCIATION) {
            if self.session.state == State::Challenged {
                return self.reply_to_hls(parameter.as_ref());
            }
            return Err(ActionResult::ReadWriteDenied);
        }
        let access = self.config.access.get(self.session.access);
        let may = access.is_some_and(|it| it.rights.action.covers(method.class, method.obis));
        if !may || !self.session.conformance.has(Conformance::ACTION) {
            return Err(ActionResult::ReadWriteDenied);
        }
        objects.action(self.caller(), method, parameter)
    }

    /// The answer of a method, in blocks when it is long. The method has been carried out.
    fn called(
        &mut self,
        invoke: u8,
        result: Result<Option<Data>, ActionResult>,
        room: usize,
    ) -> ActionResponse {
        let value = result
            .as_ref()
            .ok()
            .and_then(Option::as_ref)
            .map(Data::to_bytes);
        let whole = ActionResponse::Normal { invoke, result };
        let mut bytes = Vec::new();
        whole.encode(&mut bytes);
        let Some(rest) = value.filter(|_| bytes.len() > room) else {
            return whole;
        };
        // "Done, and the value does not fit" is still done.
        let done = ActionResponse::Normal {
            invoke,
            result: Ok(None),
        };
        if !self.session.conformance.has(Conformance::BLOCK_ACTION) || rest.len() > MAX_TRANSFER {
            return done;
        }
        self.session.transfer = Transfer::Sending {
            action: true,
            invoke,
            rest,
            block: 0,
        };
        let block = self.next_block(true, invoke, 0, room);
        block.map_or(done, |block| ActionResponse::Part { invoke, block })
    }
}

fn is_hls_reply(request: &FromClient) -> bool {
    let FromClient::Action(ActionRequest::Normal { method, .. }) = request else {
        return false;
    };
    *method == Method::new(association::CLASS, ASSOCIATION, association::REPLY_TO_HLS)
}
