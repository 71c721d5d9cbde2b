//! Generators, as expressions.

use super::{Expr, Holder, Pick, Planner, RANKS, values::Scope};
use crate::generate::{literal::Drawn, number::Int};
use alloy_dyn_abi::{DynSolType, DynSolValue};
use lanewise_batch::{AccountChoice, Merkle, Output, Rank, Take, Value, View, Walk};

impl Planner<'_> {
    fn law(&mut self, ranks: u32, steps: u32) -> usize {
        let laws = &mut self.tables.laws;
        let place = laws.iter().position(|law| *law == (ranks, steps));
        place.unwrap_or_else(|| {
            laws.push((ranks, steps));
            laws.len() - 1
        })
    }

    pub(super) fn zipf(&mut self, rank: &Rank, path: &str, _scope: &Scope<'_>) -> Expr {
        let count = self.count(&rank.count, &format!("{path}.zipf.count"), RANKS);
        let steps = self.exponent(&rank.exponent, &format!("{path}.zipf.exponent"));
        let start = self.optional(rank.start.as_ref(), &format!("{path}.zipf.start"), 0);
        Expr::Zipf {
            law: self.law(count as u32, steps),
            start,
        }
    }

    pub(super) fn optional(&mut self, value: Option<&Value>, path: &str, default: u64) -> Int {
        let Some(value) = value else {
            return default.into();
        };
        let number = self.constant(value, path).and_then(|drawn| drawn.number());
        number.unwrap_or_else(|| {
            self.say(path, "A whole number is wanted.");
            default.into()
        })
    }

    pub(super) fn sequence(&mut self, walk: &Walk, path: &str) -> Expr {
        let place = self.tables.sequences;
        self.tables.sequences += 1;
        Expr::Sequence {
            place,
            start: self.optional(walk.start.as_ref(), &format!("{path}.sequence.start"), 0),
            step: self.optional(walk.step.as_ref(), &format!("{path}.sequence.step"), 1),
            count: walk
                .count
                .as_ref()
                .map(|count| self.count(count, &format!("{path}.sequence.count"), 1 << 40)),
        }
    }

    pub(super) fn pick(&mut self, choice: &AccountChoice, path: &str, scope: &Scope<'_>) -> Pick {
        match choice {
            AccountChoice::Contention => Pick::Contention,
            AccountChoice::Turn => {
                self.tables.turns += 1;
                Pick::Turn(self.tables.turns - 1)
            }
            AccountChoice::Uniform => Pick::Uniform,
            AccountChoice::Zipf(exponent) => {
                let steps = self.exponent(exponent, &format!("{path}.zipf"));
                Pick::Zipf(self.law(self.batch.accounts, steps))
            }
            AccountChoice::Index(index) => {
                let place = format!("{path}.index");
                let index = self.expression(index, None, &place, scope);
                if let Expr::Fixed(drawn) = &index {
                    let accounts = u64::from(self.batch.accounts);
                    let number = drawn.number();
                    if number
                        .and_then(Int::to_u64)
                        .is_none_or(|index| index >= accounts)
                    {
                        let last = accounts - 1;
                        self.say(
                            place,
                            format!(
                                "There are {accounts} accounts; the last has the index {last}."
                            ),
                        );
                    }
                }
                Pick::Index(Box::new(index))
            }
        }
    }

    pub(super) fn contract(
        &mut self,
        id: &str,
        copy: Option<&Value>,
        path: &str,
        scope: &Scope<'_>,
    ) -> Expr {
        let Some(contract) = self.contracts.iter().position(|one| one.id == id) else {
            let message = self.no_contract(id);
            self.say(format!("{path}.contract"), message);
            return Expr::Fixed(Drawn::Int(Int::default()));
        };
        let place = format!("{path}.copy");
        let copy = match copy {
            Some(copy) => self.expression(copy, None, &place, scope),
            None => Expr::Fixed(Drawn::Int(Int::default())),
        };
        if let Expr::Fixed(drawn) = &copy {
            let addresses = &self.contracts[contract].addresses;
            let number = drawn.number().and_then(Int::to_u64);
            return match number.and_then(|copy| addresses.get(copy as usize)) {
                Some(address) => Expr::Fixed(Drawn::Typed(DynSolValue::Address(*address))),
                None if self.is_idle => Expr::Fixed(Drawn::Int(Int::default())),
                None => {
                    let message = format!(
                        "There is no such copy of “{id}”: there are {}, from 0 on.",
                        addresses.len()
                    );
                    self.say(place, message);
                    Expr::Fixed(Drawn::Int(Int::default()))
                }
            };
        }
        Expr::Copy {
            contract,
            copy: Box::new(copy),
        }
    }

    pub(super) fn holder(&mut self, view: &View, path: &str, scope: &Scope<'_>) -> Expr {
        let nothing = Expr::Fixed(Drawn::Int(Int::default()));
        let Some(artifact) = self.artifact_of(&view.of) else {
            self.say(format!("{path}.of"), "A deployed contract’s id is wanted.");
            return nothing;
        };
        let inner = Scope::candidate();
        let to = self.typed(
            &view.of,
            DynSolType::Address,
            format!("{path}.of"),
            &Scope::new(),
        );
        let Expr::Fixed(Drawn::Typed(DynSolValue::Address(to))) = to.expr else {
            self.say(
                format!("{path}.of"),
                "The contract that is asked must be always the same.",
            );
            return nothing;
        };
        let call = self.encoded(
            &artifact,
            &view.function,
            &view.arguments,
            &format!("{path}.function"),
            &format!("{path}.arguments"),
            &inner,
        );
        let least = self.optional(view.least.as_ref(), &format!("{path}.least"), 1);
        let pick = self.pick(&view.by, &format!("{path}.by"), scope);
        let Some(call) = call else { return nothing };
        let fits = |kind: &DynSolType| matches!(kind, DynSolType::Uint(_) | DynSolType::Bool);
        if !call.outputs.first().is_some_and(fits) {
            self.say(
                format!("{path}.function"),
                "The function must return an unsigned number, or true and false.",
            );
        }
        self.tables.holders.push(Holder {
            to,
            call,
            least,
            path: path.to_owned(),
        });
        Expr::Holder {
            holder: self.tables.holders.len() - 1,
            pick,
        }
    }

    pub(super) fn result(
        &mut self,
        step: &str,
        output: Output,
        take: Take,
        path: &str,
        scope: &Scope<'_>,
    ) -> Expr {
        let nothing = Expr::Fixed(Drawn::Int(Int::default()));
        let place = format!("{path}.result");
        let Some(takes) = &scope.takes else {
            self.say(
                place,
                "Only steps can take the results of earlier transactions.",
            );
            return nothing;
        };
        let Some(taken) = self.batch.steps.iter().position(|one| one.id == step) else {
            let known: Vec<_> = self.batch.steps.iter().map(|one| one.id.as_str()).collect();
            let message = format!(
                "There is no step “{}”; there are {}.",
                crate::shortened(step, 40),
                known.join(", ")
            );
            self.say(format!("{place}.step"), message);
            return nothing;
        };
        takes.borrow_mut().push((taken, take));
        Expr::Result {
            step: taken,
            output,
            take,
        }
    }

    pub(super) fn merkle(&mut self, merkle: &Merkle, path: &str, scope: &Scope<'_>) -> Expr {
        let (key, amount, of) = match merkle {
            Merkle::Root { amount } => ("root", amount, None),
            Merkle::Proof { of, amount } => ("proof", amount, Some(of)),
            Merkle::Leaf { of, amount } => ("leaf", amount, Some(of)),
        };
        let amount = self.optional(Some(amount), &format!("{path}.{key}.amount"), 0);
        let Some(amount) = amount.unsigned() else {
            self.say(format!("{path}.{key}.amount"), "An amount is not negative.");
            return Expr::Fixed(Drawn::Int(Int::default()));
        };
        let trees = &mut self.tables.trees;
        let tree = trees.iter().position(|one| *one == amount);
        let tree = tree.unwrap_or_else(|| {
            trees.push(amount);
            trees.len() - 1
        });
        let Some(of) = of else {
            return Expr::MerkleRoot(tree);
        };
        let place = format!("{path}.{key}.of");
        let of = Box::new(self.typed(of, DynSolType::Address, place, scope));
        if key == "proof" {
            Expr::MerkleProof(tree, of)
        } else {
            Expr::MerkleLeaf(tree, of)
        }
    }
}
