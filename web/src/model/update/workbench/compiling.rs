//! The compiler: when it is asked, and what follows from its answers.

use super::{Change, Commands, later_event};
use crate::model::{
    Command, Shared, State, WorkbenchCommand, format,
    workbench::{
        Compiled, CompilerEvent, Event, Language, Outcome, Pending, Phase, Severity, SourceFile,
        contracts_of,
    },
};

/// Milliseconds without a word after which the compiler's worker is taken for dead.
const SILENCE_MS: u32 = 60_000;

impl State {
    pub(super) fn set_live(&mut self, live: bool, out: &mut Commands) {
        self.bench(|bench| bench.project.live = live);
        self.project_changed(Change::Looks, out);
        let behind = |bench: &crate::model::Workbench| bench.has_changed_sources();
        if live && self.workbench.as_deref().is_some_and(behind) {
            self.compile(out);
        }
    }

    /// The sources have rested; a compiler that cannot be used is not asked again by itself.
    pub(super) fn compile_rested(&mut self, sources: u32, out: &mut Commands) {
        let Some(bench) = &self.workbench else { return };
        let usable = !matches!(bench.compiler.phase, Phase::Unavailable(_));
        if bench.sources == sources && bench.project.live && usable {
            self.compile(out);
        }
    }

    /// Compiles what is there; without Solidity, everything else goes to the engine at once.
    pub(super) fn compile(&mut self, out: &mut Commands) {
        let Some(bench) = self.workbench.clone() else {
            return;
        };
        let same = |pending: Pending| pending.sources == bench.sources;
        if bench.compiler.pending.is_some_and(same) {
            return;
        }
        let files: Vec<SourceFile> = bench.project.of(Language::Solidity).cloned().collect();
        if files.is_empty() {
            self.bench(|bench| {
                bench.compiler = Default::default();
            });
            self.hand_over(out);
            return;
        }
        let id = self.number();
        self.bench(|bench| {
            let compiler = &mut bench.compiler;
            compiler.pending = Some(Pending {
                id,
                sources: bench.sources,
            });
            if !matches!(compiler.phase, Phase::Loading { .. }) {
                compiler.phase = Phase::Compiling;
            }
        });
        out.push(Command::Workbench(WorkbenchCommand::Compile {
            id,
            files: Shared::new(files),
            settings: bench.project.settings.clone(),
        }));
        let heard = bench.compiler.heard;
        later_event(SILENCE_MS, Event::CompilerOverdue { id, heard }, out);
    }

    pub(super) fn compiler_overdue(&mut self, id: u32, heard: u32, out: &mut Commands) {
        let Some(bench) = &self.workbench else { return };
        let compiler = &bench.compiler;
        if compiler.pending.is_none_or(|pending| pending.id != id) {
            return;
        }
        if compiler.heard != heard {
            let heard = compiler.heard;
            later_event(SILENCE_MS, Event::CompilerOverdue { id, heard }, out);
            return;
        }
        out.push(Command::Workbench(WorkbenchCommand::EndCompiler));
        self.no_compiler("The compiler did not answer within a minute and was stopped.".to_owned());
    }

    fn no_compiler(&mut self, why: String) {
        self.bench(|bench| {
            bench.compiler.pending = None;
            bench.compiler.phase = Phase::Unavailable(why);
        });
    }

    pub(super) fn compiler_event(&mut self, event: CompilerEvent, out: &mut Commands) {
        let Some(pending) = self.workbench.as_ref().and_then(|it| it.compiler.pending) else {
            return;
        };
        self.bench(|bench| bench.compiler.heard += 1);
        match event {
            CompilerEvent::Loading {
                what,
                loaded,
                total,
            } => {
                let fraction = (total > 0.0).then(|| (loaded / total).clamp(0.0, 1.0));
                self.bench(|bench| bench.compiler.phase = Phase::Loading { what, fraction });
            }
            CompilerEvent::Compiling { .. } => {
                self.bench(|bench| bench.compiler.phase = Phase::Compiling);
            }
            CompilerEvent::Done {
                id,
                output,
                diagnostics,
                version,
                ms,
            } if id == pending.id => {
                let count = |severity| {
                    let of = diagnostics.iter().filter(|it| it.severity == severity);
                    of.count()
                };
                let outcome = Outcome {
                    sources: pending.sources,
                    errors: count(Severity::Error),
                    warnings: count(Severity::Warning),
                    ms,
                    version,
                };
                let good = outcome.errors == 0;
                self.bench(|bench| {
                    let compiler = &mut bench.compiler;
                    compiler.pending = None;
                    compiler.phase = Phase::Idle;
                    compiler.last = Some(outcome);
                    compiler.diagnostics = Shared::new(diagnostics);
                });
                if good {
                    self.compiled(&output, pending.sources, out);
                }
            }
            CompilerEvent::Failed { id, reason } if id == pending.id => self.no_compiler(reason),
            CompilerEvent::Done { .. } | CompilerEvent::Failed { .. } => {}
            CompilerEvent::Broke(reason) => {
                out.push(Command::Workbench(WorkbenchCommand::EndCompiler));
                let reason = format::clipped(reason.trim().trim_end_matches('.'), 200);
                self.no_compiler(format!("The compiler could not be used: {reason}."));
            }
        }
    }

    fn compiled(&mut self, output: &str, sources: u32, out: &mut Commands) {
        let (contracts, sources_json) = match contracts_of(output) {
            Ok((contracts, sources)) => (Shared::new(contracts), Shared::new(sources)),
            Err(why) => {
                self.no_compiler(format!("The compiler could not be used: {why}."));
                return;
            }
        };
        self.bench(|bench| {
            let own = bench.project.of(Language::Solidity);
            bench.compiler.compiled = Some(Compiled {
                sources,
                own: own.map(|file| file.path.clone()).collect(),
                contracts,
                sources_json,
            });
        });
        self.hand_over(out);
    }
}
