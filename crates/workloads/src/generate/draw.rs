//! Drawing: from expressions to values, one transaction after the other.

use super::{
    accounts::People,
    literal::{Drawn, coerce},
    merkle::{Tree, leaf},
    number::Int,
    plan::{
        Call, ELEMENTS, Encoded, Expr, Fault, GAS, Input, Pick, Plan, Typed, gas_range, is_gas,
    },
    results::{Results, Taken},
};
use crate::{chain, choice, random::Random};
use alloy_dyn_abi::DynSolValue;
use alloy_primitives::{Address, Bytes, TxKind, U256, map::HashMap};
use lanewise_batch::{Each, Output, Take};
use lanewise_executor::Transaction;
use std::rc::Rc;

/// What draws keep between transactions.
pub(super) struct Draws<'a> {
    pub(super) plan: &'a Plan<'a>,
    pub(super) random: Random,
    pub(super) people: People,
    pub(super) results: Results,
    /// Accounts that do well in each view.
    pub(super) holders: Vec<Vec<Address>>,
    /// How far each sequence has come.
    sequences: Vec<u64>,
    /// The sums of the weights of each law's ranks.
    laws: Vec<Rc<Vec<f64>>>,
    trees: Vec<Option<Tree>>,
    /// The laws over holders, whose number is known only after the set-up.
    holder_laws: HashMap<(usize, usize), Rc<Vec<f64>>>,
}

/// What a transaction's values may speak of.
#[derive(Default)]
pub(super) struct Context<'c> {
    /// What was drawn by name.
    pub(super) drawn: Vec<Drawn>,
    pub(super) sender: Option<Address>,
    pub(super) candidate: Option<Address>,
    pub(super) each: Option<Repetition<'c>>,
    /// The step that draws, and the earlier transactions that it takes results of.
    pub(super) step: usize,
    pub(super) taken: Vec<Taken>,
}

/// What a repetition of the set-up is about.
#[derive(Debug, Clone, Copy)]
pub(super) struct Repetition<'c> {
    pub(super) index: u64,
    /// The account, or the chunk.
    pub(super) accounts: &'c [Address],
    pub(super) copy: Option<Address>,
}

/// A transaction that is drawn; its nonce is still open.
pub(super) struct Draft {
    pub(super) transaction: Transaction,
    /// Its arguments, where somebody wants to know them.
    pub(super) arguments: Vec<DynSolValue>,
}

impl<'a> Draws<'a> {
    pub(super) fn new(plan: &'a Plan<'a>) -> Self {
        let batch = plan.batch;
        let mut random = Random::new(u64::from(batch.seed));
        let tables = &plan.tables;
        let contention = (batch.contention * 100.0).round() as u32;
        let people = People::new(batch.accounts, contention, tables.turns, &mut random);
        let law = |(ranks, steps): &(u32, u32)| {
            Rc::new(choice::weight_sums(*ranks, f64::from(*steps) / 100.0))
        };
        Self {
            plan,
            people,
            results: Results::new(plan),
            holders: Vec::new(),
            sequences: vec![0; tables.sequences],
            laws: tables.laws.iter().map(law).collect(),
            trees: tables.trees.iter().map(|_| None).collect(),
            holder_laws: HashMap::default(),
            random,
        }
    }

    /// A transaction.
    pub(super) fn call(
        &mut self,
        call: &Call,
        context: &mut Context<'_>,
        keeps_arguments: bool,
    ) -> Result<Draft, Fault> {
        self.people.begin();
        for expr in &call.draws {
            let drawn = self.expr(expr, context, &call.path)?;
            context.drawn.push(drawn);
        }
        let caller = self.address(&call.from, context)?;
        context.sender = Some(caller);
        let to = self.address(&call.to, context)?;
        let mut arguments = Vec::new();
        let data = match &call.input {
            Input::None => Bytes::new(),
            Input::Data(data) => match self.typed(data, context)? {
                DynSolValue::Bytes(bytes) => bytes.into(),
                _ => Bytes::new(),
            },
            Input::Function(encoded) => {
                let (data, values) = self.encoded(encoded, context)?;
                if keeps_arguments {
                    arguments = values;
                }
                data
            }
        };
        let value = self.number(call.value.as_ref(), context)?;
        let gas_limit = self.gas(call.gas.as_ref(), GAS, context)?;
        let mut transaction = Transaction {
            caller,
            kind: TxKind::Call(to),
            data,
            value: value.unwrap_or_default(),
            gas_limit,
            ..chain::transaction()
        };
        if let Some(tip) = self.number(call.tip.as_ref(), context)? {
            chain::set_tip(&mut transaction, tip.to::<u128>());
        }
        Ok(Draft {
            transaction,
            arguments,
        })
    }

    pub(super) fn gas(
        &mut self,
        typed: Option<&Typed>,
        default: u64,
        context: &mut Context<'_>,
    ) -> Result<u64, Fault> {
        let Some(typed) = typed else {
            return Ok(default);
        };
        let gas = self.number(Some(typed), context)?.unwrap_or_default();
        match u64::try_from(gas) {
            Ok(gas) if is_gas(gas) => Ok(gas),
            _ => Err(Fault::new(&typed.path, gas_range(&gas.to_string()))),
        }
    }

    pub(super) fn number(
        &mut self,
        typed: Option<&Typed>,
        context: &mut Context<'_>,
    ) -> Result<Option<U256>, Fault> {
        let Some(typed) = typed else { return Ok(None) };
        Ok(match self.typed(typed, context)? {
            DynSolValue::Uint(number, _) => Some(number),
            _ => None,
        })
    }

    fn address(&mut self, typed: &Typed, context: &mut Context<'_>) -> Result<Address, Fault> {
        match self.typed(typed, context)? {
            DynSolValue::Address(address) => Ok(address),
            _ => Err(Fault::new(&typed.path, "An address is wanted.")),
        }
    }

    /// An encoded call, with its arguments.
    pub(super) fn encoded(
        &mut self,
        call: &Encoded,
        context: &mut Context<'_>,
    ) -> Result<(Bytes, Vec<DynSolValue>), Fault> {
        let values = call.arguments.iter().map(|one| self.typed(one, context));
        let values = values.collect::<Result<Vec<_>, _>>()?;
        let (parameters, values) = encode_parameters(values);
        let mut data = Vec::with_capacity(4 + parameters.len());
        data.extend(call.selector);
        data.extend(parameters);
        Ok((data.into(), values))
    }

    /// A value of its type.
    pub(super) fn typed(
        &mut self,
        typed: &Typed,
        context: &mut Context<'_>,
    ) -> Result<DynSolValue, Fault> {
        if let Expr::Fixed(Drawn::Typed(value)) = &typed.expr {
            return Ok(value.clone());
        }
        let drawn = self.expr(&typed.expr, context, &typed.path)?;
        coerce(drawn, &typed.kind, &|_| None).map_err(|why| Fault::new(&typed.path, why))
    }

    fn int(&mut self, expr: &Expr, context: &mut Context<'_>, path: &str) -> Result<Int, Fault> {
        let drawn = self.expr(expr, context, path)?;
        let number = drawn.number();
        number.ok_or_else(|| Fault::new(path, "A whole number is wanted to calculate with."))
    }

    fn expr(&mut self, expr: &Expr, context: &mut Context<'_>, path: &str) -> Result<Drawn, Fault> {
        let fault = |why: String| Fault::new(path, why);
        let address = |address| Drawn::Typed(DynSolValue::Address(address));
        Ok(match expr {
            Expr::Fixed(drawn) => drawn.clone(),
            Expr::List(items) => {
                let items = items.iter().map(|item| self.expr(item, context, path));
                Drawn::List(items.collect::<Result<_, _>>()?)
            }
            Expr::Uniform(min, max) => {
                let (least, most) = (self.int(min, context, path)?, self.int(max, context, path)?);
                let span = most.plus(least.negated()).and_then(Int::unsigned);
                let span = span.ok_or_else(|| {
                    fault(format!(
                        "The least, {least}, is above the greatest, {most}."
                    ))
                })?;
                let drawn = least.plus(self.below_or_equal(span).into());
                Drawn::Int(drawn.ok_or_else(|| fault("The number is too large.".to_owned()))?)
            }
            Expr::Zipf { law, start } => {
                let sums = Rc::clone(&self.laws[*law]);
                let rank = choice::rank(&sums, self.random.unit());
                let drawn = start.plus((rank as u64).into());
                Drawn::Int(drawn.ok_or_else(|| fault("The number is too large.".to_owned()))?)
            }
            Expr::Sequence {
                place,
                start,
                step,
                count,
            } => {
                let at = self.sequences[*place];
                self.sequences[*place] = match count {
                    Some(count) if at + 1 >= *count => 0,
                    _ => at + 1,
                };
                let far = step.scaled(at.into(), 1.into());
                let drawn = far.and_then(|far| start.plus(far));
                Drawn::Int(
                    drawn.ok_or_else(|| fault("The sequence leaves all numbers.".to_owned()))?,
                )
            }
            Expr::Account(pick) => address(self.pick(pick, context, path)?),
            Expr::Sender => address(context.sender.unwrap_or_default()),
            Expr::Candidate => address(context.candidate.unwrap_or_default()),
            Expr::Copy { contract, copy } => {
                let number = self.int(copy, context, path)?;
                let contract = &self.plan.contracts[*contract];
                let found = number
                    .to_u64()
                    .and_then(|at| contract.addresses.get(at as usize));
                address(*found.ok_or_else(|| {
                    fault(format!(
                        "There is no copy {number} of “{}”: there are {}, from 0 on.",
                        contract.id,
                        contract.addresses.len()
                    ))
                })?)
            }
            Expr::Choice(choices) => {
                let place = self.random.below(choices.len() as u32) as usize;
                self.expr(&choices[place], context, path)?
            }
            Expr::Get(place) => context
                .drawn
                .get(*place)
                .cloned()
                .unwrap_or(Drawn::Int(0.into())),
            Expr::Scaled(parts) => {
                let [of, times, over] = &**parts;
                let (of, times) = (
                    self.int(of, context, path)?,
                    self.int(times, context, path)?,
                );
                let over = self.int(over, context, path)?;
                Drawn::Int(scaled(of, times, over).map_err(fault)?)
            }
            Expr::Sum(parts) => {
                let mut sum = Int::default();
                for part in parts {
                    let part = self.int(part, context, path)?;
                    sum = sum.plus(part).ok_or_else(|| fault(TOO_LARGE.to_owned()))?;
                }
                Drawn::Int(sum)
            }
            Expr::Difference(pair) => {
                let (a, b) = (
                    self.int(&pair[0], context, path)?,
                    self.int(&pair[1], context, path)?,
                );
                Drawn::Int(
                    a.plus(b.negated())
                        .ok_or_else(|| fault(TOO_LARGE.to_owned()))?,
                )
            }
            Expr::Remainder(pair) => {
                let (a, b) = (
                    self.int(&pair[0], context, path)?,
                    self.int(&pair[1], context, path)?,
                );
                Drawn::Int(a.remainder(b).ok_or_else(|| fault(BY_ZERO.to_owned()))?)
            }
            Expr::Repeat(count, value) => {
                let number = self.int(count, context, path)?;
                let count = number.to_u64().filter(|count| *count <= ELEMENTS);
                let count = count.ok_or_else(|| {
                    fault(format!(
                        "An array has between 0 and {ELEMENTS} elements, not {number}."
                    ))
                })?;
                let items = (0..count).map(|_| self.expr(value, context, path));
                Drawn::List(items.collect::<Result<_, _>>()?)
            }
            Expr::Holder { holder, pick } => address(self.holder(*holder, pick, context, path)?),
            Expr::Each(each) => self.each(*each, context),
            Expr::Result { step, output, take } => {
                self.result(*step, *output, *take, context, path)?
            }
            Expr::MerkleRoot(tree) => {
                Drawn::Typed(DynSolValue::FixedBytes(self.tree(*tree).root(), 32))
            }
            Expr::MerkleLeaf(tree, of) => {
                let of = self.address(of, context)?;
                let leaf = leaf(of, self.plan.tables.trees[*tree]);
                Drawn::Typed(DynSolValue::FixedBytes(leaf, 32))
            }
            Expr::MerkleProof(tree, of) => {
                let account = self.address(of, context)?;
                let index = self.people.index(account).ok_or_else(|| {
                    Fault::new(
                        &of.path,
                        "The tree is over the accounts; this is none of them.",
                    )
                })?;
                let proof = self.tree(*tree).proof(index);
                let words = proof
                    .into_iter()
                    .map(|hash| DynSolValue::FixedBytes(hash, 32));
                Drawn::Typed(DynSolValue::Array(words.collect()))
            }
            Expr::Encode(call) => {
                let (data, _) = self.encoded(call, context)?;
                Drawn::Typed(DynSolValue::Bytes(data.into()))
            }
        })
    }

    /// A random number from 0 to `most`, both included.
    fn below_or_equal(&mut self, most: U256) -> U256 {
        if let Ok(most) = u32::try_from(most)
            && most < u32::MAX
        {
            return U256::from(self.random.below(most + 1));
        }
        // As many bits as `most` has, until they make a number that is no greater: on average
        // less than two tries.
        let bits = most.bit_len();
        loop {
            let word = U256::from_be_bytes(self.random.bytes::<32>()) >> (256 - bits);
            if word <= most {
                return word;
            }
        }
    }

    fn pick(
        &mut self,
        pick: &Pick,
        context: &mut Context<'_>,
        path: &str,
    ) -> Result<Address, Fault> {
        match pick {
            Pick::Contention => self.people.by_contention(path),
            Pick::Turn(place) => self.people.by_turn(*place, path),
            Pick::Uniform => {
                let all = self.people.all();
                Ok(all[self.random.below(all.len() as u32) as usize])
            }
            Pick::Zipf(law) => {
                let sums = Rc::clone(&self.laws[*law]);
                let rank = choice::rank(&sums, self.random.unit());
                Ok(self.people.all()[rank])
            }
            Pick::Index(index) => {
                let number = self.int(index, context, path)?;
                let index = number.to_u64().unwrap_or(u64::MAX);
                self.people.at(index).map_err(|why| Fault::new(path, why))
            }
        }
    }

    /// An account that does well in a view.
    fn holder(
        &mut self,
        holder: usize,
        pick: &Pick,
        context: &mut Context<'_>,
        path: &str,
    ) -> Result<Address, Fault> {
        let count = self.holders[holder].len();
        let place = match pick {
            Pick::Uniform => self.random.below(count as u32) as usize,
            Pick::Contention | Pick::Zipf(_) => {
                let (key, steps) = match pick {
                    Pick::Zipf(law) => (1 + law, self.plan.tables.laws[*law].1),
                    _ => (0, (self.plan.batch.contention * 100.0).round() as u32),
                };
                let sums = self.holder_laws.entry((holder, key)).or_insert_with(|| {
                    let exponent = f64::from(steps) / 100.0;
                    Rc::new(choice::weight_sums(count as u32, exponent))
                });
                choice::rank(&Rc::clone(sums), self.random.unit())
            }
            Pick::Turn(_) => {
                let turn = self.results.next_turn(holder);
                turn % count
            }
            Pick::Index(index) => {
                let number = self.int(index, context, path)?;
                match number.to_u64().filter(|at| *at < count as u64) {
                    Some(at) => at as usize,
                    None => {
                        return Err(Fault::new(
                            path,
                            format!("There are {count} such accounts; {number} is none of them."),
                        ));
                    }
                }
            }
        };
        Ok(self.holders[holder][place])
    }

    fn each(&self, each: Each, context: &Context<'_>) -> Drawn {
        let address = |address| Drawn::Typed(DynSolValue::Address(address));
        let Some(repetition) = context.each else {
            return Drawn::Int(Int::default());
        };
        match each {
            Each::Index => Drawn::Int(repetition.index.into()),
            Each::Account => address(repetition.accounts.first().copied().unwrap_or_default()),
            Each::Copy => address(repetition.copy.unwrap_or_default()),
            Each::Accounts => {
                let accounts = repetition.accounts.iter();
                let accounts = accounts.map(|account| DynSolValue::Address(*account));
                Drawn::Typed(DynSolValue::Array(accounts.collect()))
            }
        }
    }

    fn result(
        &mut self,
        step: usize,
        output: Output,
        take: Take,
        context: &mut Context<'_>,
        path: &str,
    ) -> Result<Drawn, Fault> {
        let taken = context.taken.iter().find(|taken| taken.step == step);
        let entry = match taken {
            Some(taken) => taken.entry,
            None => {
                let entry = self
                    .results
                    .take(context.step, step, take, &mut self.random)
                    .ok_or_else(|| Fault::new(path, "There is no such earlier transaction."))?;
                context.taken.push(Taken { step, entry });
                entry
            }
        };
        self.results
            .output(step, entry, output)
            .map(Drawn::of)
            .map_err(|why| Fault::new(path, why))
    }

    fn tree(&mut self, tree: usize) -> &Tree {
        let amount = self.plan.tables.trees[tree];
        let people = &self.people;
        self.trees[tree].get_or_insert_with(|| Tree::new(people.all(), amount))
    }
}

/// Arguments as the ABI encodes them, and the arguments again.
pub(super) fn encode_parameters(values: Vec<DynSolValue>) -> (Vec<u8>, Vec<DynSolValue>) {
    if values.is_empty() {
        return (Vec::new(), values);
    }
    let all = DynSolValue::Tuple(values);
    let encoded = all.abi_encode_params();
    match all {
        DynSolValue::Tuple(values) => (encoded, values),
        _ => (encoded, Vec::new()),
    }
}

const TOO_LARGE: &str = "The number is too large.";
const BY_ZERO: &str = "This divides by zero.";

fn scaled(of: Int, times: Int, over: Int) -> Result<Int, String> {
    if over == Int::default() {
        return Err(BY_ZERO.to_owned());
    }
    of.scaled(times, over).ok_or_else(|| TOO_LARGE.to_owned())
}

/// Arithmetic whose parts are all constant; nothing for anything else.
pub(super) fn arithmetic_on_constants(expr: &Expr) -> Option<Result<Int, String>> {
    let number = |expr: &Expr| match expr {
        Expr::Fixed(drawn) => Some(
            drawn
                .number()
                .ok_or_else(|| "A whole number is wanted to calculate with.".to_owned()),
        ),
        _ => None,
    };
    let all = |exprs: &[Expr]| -> Option<Result<Vec<Int>, String>> {
        let numbers: Option<Vec<_>> = exprs.iter().map(number).collect();
        numbers.map(|numbers| numbers.into_iter().collect())
    };
    type Apply = fn(&[Int]) -> Result<Int, String>;
    let (numbers, apply): (_, Apply) = match expr {
        Expr::Scaled(parts) => (all(&parts[..])?, |n| scaled(n[0], n[1], n[2])),
        Expr::Sum(parts) => (all(parts)?, |n| {
            let mut sum = Int::default();
            for part in n {
                sum = sum.plus(*part).ok_or_else(|| TOO_LARGE.to_owned())?;
            }
            Ok(sum)
        }),
        Expr::Difference(pair) => (all(&pair[..])?, |n| {
            n[0].plus(n[1].negated())
                .ok_or_else(|| TOO_LARGE.to_owned())
        }),
        Expr::Remainder(pair) => (all(&pair[..])?, |n| {
            n[0].remainder(n[1]).ok_or_else(|| BY_ZERO.to_owned())
        }),
        _ => return None,
    };
    Some(numbers.and_then(|numbers| apply(&numbers)))
}
