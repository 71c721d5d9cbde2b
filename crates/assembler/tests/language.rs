//! The language, seen from outside: what each line gives, and what is said about wrong ones.

use alloy_primitives::{U256, hex, keccak256};
use lanewise_assembler::{
    Assembled, MAX_CODE_BYTES, MAX_PROBLEMS, MAX_SOURCE_BYTES, Problem, assemble, disassemble,
};

fn good(source: &str) -> Assembled {
    assemble(source).unwrap_or_else(|problems| panic!("{source}\n{problems:#?}"))
}

fn code(source: &str) -> String {
    hex::encode(good(source).runtime)
}

fn bad(source: &str) -> Vec<Problem> {
    match assemble(source) {
        Ok(_) => panic!("this is assembled:\n{source}"),
        Err(problems) => problems,
    }
}

/// The places of problems: line, column, length.
fn places(problems: &[Problem]) -> Vec<(u32, u32, u32)> {
    let place = |problem: &Problem| (problem.line, problem.column, problem.length);
    problems.iter().map(place).collect()
}

#[test]
fn a_push_is_as_wide_as_its_value() {
    assert_eq!(code("PUSH 0"), "5f");
    assert_eq!(code("push 255\nPush 256"), "60ff610100");
    assert_eq!(code("PUSH 0x0001"), "6001");
    assert_eq!(code("PUSH4 1"), "6300000001");
    assert_eq!(code("PUSH 1e18"), "670de0b6b3a7640000");
    assert_eq!(code("PUSH -1"), format!("7f{}", "ff".repeat(32)));
    assert_eq!(code(&format!("PUSH {}", U256::MAX)), code("PUSH -1"));
    assert_eq!(code("PUSH -0x10"), format!("7f{}f0", "ff".repeat(31)));
    assert_eq!(code("PUSH \"abc\""), "62616263");
    assert_eq!(code("PUSH8 \"abc\""), "670000000000616263");
}

#[test]
fn hashes_are_those_of_solidity() {
    let transfer = "63a9059cbb";
    assert_eq!(
        code("PUSH selector(\"transfer(address,uint256)\")"),
        transfer
    );
    assert_eq!(
        code("PUSH selector(\" transfer( address, uint )\")"),
        transfer
    );
    let hash = keccak256("Transfer(address,address,uint256)");
    let source = "PUSH keccak(\"Transfer(address,address,uint256)\")";
    assert_eq!(code(source), format!("7f{}", hex::encode(hash)));
    assert_eq!(
        code(".data d selector(\"transfer(address,uint256)\")\nPUSH #d"),
        "600400a9059cbb"
    );
}

#[test]
fn labels_constants_and_storage_names_are_values() {
    assert_eq!(code("start: JUMP @start"), "5b5f56");
    assert_eq!(code("PUSH 0\nagain:\nPUSH @again\nJUMP"), "5f5b600156");
    assert_eq!(
        code("PUSH 0\nJUMPI @end\nPUSH2 @end\nend:"),
        "5f6007576100075b"
    );
    assert_eq!(code(".const A 0xff\n.const B A\nPUSH B"), "60ff");
    let found = good(
        ".storage counter 0 uint256 ; how often\n\
         .storage balances 0x1 mapping(address => uint256)// whose\n\
         PUSH balances\nSLOAD",
    );
    assert_eq!(hex::encode(&found.runtime), "600154");
    let names: Vec<_> = found
        .storage
        .iter()
        .map(|name| {
            (
                name.line,
                name.label.as_str(),
                name.slot,
                name.type_text.as_str(),
            )
        })
        .collect();
    assert_eq!(
        names,
        [
            (1, "counter", U256::ZERO, "uint256"),
            (2, "balances", U256::ONE, "mapping(address => uint256)"),
        ]
    );
    assert_eq!(found.warnings, []);
}

#[test]
fn data_stands_behind_the_code() {
    let copy = "PUSH #text\nPUSH @text\nPUSH 0\nCODECOPY\n.data text 0x0102, \"a\"\n.bytes 0xff";
    assert_eq!(code(copy), "600460075f3900010261ff");
    let stopped = "PUSH @d\nSTOP\n.data d 0x07";
    assert_eq!(code(stopped), "60030007");
    assert_eq!(code("PUSH #none\nSTOP\n.data none 0x"), "5f00");
    assert_eq!(code(".raw 0x5b00 \"a\""), "5b0061");
}

#[test]
fn the_abi_is_collected_with_its_lines() {
    let found = good("STOP\n.abi \"function f(uint256 a) returns (bool)\"\n.abi \"event E()\"");
    let items = [
        (2, "function f(uint256 a) returns (bool)".to_owned()),
        (3, "event E()".to_owned()),
    ];
    assert_eq!(found.abi, items);
}

#[test]
fn the_source_map_names_the_line_of_each_instruction() {
    let found = good("; a comment\n\nPUSH 7\nx: JUMPI @x\n.raw 0x0102\nSTOP\n");
    assert_eq!(
        found.lines,
        [(0, 3), (2, 4), (3, 4), (5, 4), (6, 5), (8, 6)]
    );
}

#[test]
fn a_label_moves_from_one_byte_to_two_at_256() {
    for (filler, width) in [(251, 1), (252, 1), (253, 2), (254, 2)] {
        let source = format!("JUMP @end\n{}end:", "JUMPDEST\n".repeat(filler));
        let runtime = good(&source).runtime;
        let position = 1 + width + 1 + filler;
        assert_eq!(runtime.len(), position + 1, "{filler}");
        assert_eq!(usize::from(runtime[0]), 0x5f + width, "{filler}");
        let operand = &runtime[1..=width];
        assert_eq!(U256::from_be_slice(operand), U256::from(position));
    }
    // Each push that grows moves the next one's label over the boundary.
    let mut source = "JUMPDEST\n".repeat(200);
    let count = 40;
    for label in 0..count {
        source += &format!("PUSH @l{}\n", count - 1 - label);
    }
    for label in 0..count {
        source += &format!("l{label}:\n");
    }
    let found = good(&source);
    for label in 0..count {
        let line = 200 + count + label + 1;
        let (position, _) = found.lines[(line - 1) as usize];
        assert_eq!(found.runtime[position as usize], 0x5b);
    }
    let pushes = found
        .lines
        .iter()
        .filter(|(_, line)| (201..=200 + count).contains(line));
    let widths: Vec<u8> = pushes
        .map(|(at, _)| found.runtime[*at as usize] - 0x5f)
        .collect();
    assert!(widths.iter().all(|&width| width == 2), "{widths:?}");
}

#[test]
fn all_problems_are_told_at_their_places() {
    let problems = bad("  MSOTRE\nADD\nPUSH1 256\nJUMP @nowhere\n é PUSH \"𝄞\" x\nDUP17");
    // In the first round what is written wrongly, and names; widths once the code has a layout.
    assert_eq!(
        places(&problems),
        [(1, 3, 6), (4, 6, 8), (5, 2, 1), (6, 1, 5)]
    );
    assert_eq!(problems[0].help.as_deref(), Some("Did you mean MSTORE?"));
    assert_eq!(
        problems[3].help.as_deref(),
        Some("There are DUP1 to DUP16.")
    );
    // 𝄞 has two UTF-16 code units.
    assert_eq!(places(&bad("PUSH \"𝄞\" x")), [(1, 11, 1)]);
    assert_eq!(places(&bad("STOP\r\nPUSH1 256\r\n")), [(2, 7, 3)]);
    assert_eq!(places(&bad("PUSH4 -1")), [(1, 7, 2)]);
}

#[test]
fn each_refusal_says_why() {
    for (source, message, help) in [
        ("PUSH", "needs a value", "A number"),
        (
            "PUSH1 256",
            "The value has 2 bytes; PUSH1 pushes 1 byte.",
            "PUSH2",
        ),
        ("PUSH4 -1", "32 bytes", "two's complement"),
        ("ADD 1", "ADD takes no operand", "line before"),
        ("ADD MUL", "ADD takes no operand", "one instruction"),
        ("x: JUMP x", "JUMP takes no operand", "JUMP @x"),
        ("PUSH33 1", "`PUSH33` is no instruction", "PUSH0 to PUSH32"),
        ("DUP", "`DUP` is no instruction", "DUP1 to DUP16"),
        ("somewhere", "no instruction", "colon"),
        ("PUSH 1 2", "Nothing more", "one instruction"),
        ("PUSH 12x", "no number", "1_000"),
        ("PUSH 1e99", "too large", ""),
        ("PUSH x", "no constant `x`", ""),
        ("loop: PUSH loop", "no constant `loop`", "@loop"),
        ("loop: PUSH @lop", "no label or data `lop`", "@loop"),
        ("loop: PUSH #loop", "only data has a length", ""),
        (
            ".const A 1\nPUSH @A",
            "no label or data `A`",
            "without a mark",
        ),
        (".const A @x", "A constant is a number", ""),
        (".const A B\n.const B 1", "no constant `B` before", ""),
        ("a:\na:", "already declared on line 1", ""),
        (".data a 0x\na:", "already declared on line 1", ""),
        (
            ".const A 1\n.storage A 1 uint256",
            "already declared on line 1",
            "",
        ),
        (".data d 0x123", "odd", ""),
        (".data d", "needs bytes", ""),
        (".bytes 0x12", "none", ".raw"),
        (".cosnt A 1", "no directive", ".const"),
        (".storage a 0", "type", "mapping"),
        (".abi \"modifier f()\"", "starts with function", ""),
        (".abi f", "text between quotation marks", ""),
        ("PUSH \"abc", "no end", ""),
        ("x: \"abc", "no end", ""),
        ("ADD \"\\q\"", "no escape", ""),
        (".const A \"abc\nPUSH A", "no end", ""),
        (".data d \"abc\nPUSH @d", "no end", ""),
        (".storage a 0 \"abc", "no end", ""),
        (".abi \"abc", "no end", ""),
        ("PUSH \"\"", "1 to 32 bytes", ""),
        ("PUSH selector(\"f(uint x)\")", "have no names", "transfer"),
        ("PUSH selector(\"f(token)\")", "`token` is no type", ""),
        ("PUSH sha(\"f\")", "no function", "selector"),
        ("PUSH keccak(\"f\"", "closing parenthesis", ""),
        ("1x: STOP", "is no name", "digit"),
        (".raw 0xef00", "EIP-3541", ""),
    ] {
        let problems = bad(source);
        let found = &problems[0];
        assert!(found.message.contains(message), "{source}: {found:#?}");
        let told = found.help.as_deref().unwrap_or_default();
        assert!(told.contains(help), "{source}: {found:#?}");
        assert_eq!(problems.len(), 1, "{source}: {problems:#?}");
    }
}

#[test]
fn what_is_certainly_not_meant_is_warned_of() {
    let warned = |source: &str| {
        let warnings = good(source).warnings;
        warnings
            .into_iter()
            .map(|found| (found.line, found.message))
            .collect::<Vec<_>>()
    };
    let source = "a:\nSTOP\nADD\nMUL\nb:\nJUMP @d\n.data d 0x01\n.data e 0x02\n.const C 1";
    let found = warned(source);
    let expected = [
        (1, "label `a`"),
        (3, "never reached"),
        (5, "label `b`"),
        (6, "data: this jump always fails"),
        (8, "data `e`"),
        (9, "constant `C`"),
    ];
    assert_eq!(found.len(), expected.len(), "{found:#?}");
    for ((line, message), (wanted, part)) in found.iter().zip(expected) {
        assert_eq!(*line, wanted);
        assert!(message.contains(part), "{message}");
    }
    assert_eq!(warned("PUSH 3\nJUMP\nJUMPDEST\nSTOP\n.raw 0x5b\nSTOP"), []);
    assert_eq!(warned("").len(), 1);
}

#[test]
fn sizes_are_bounded() {
    let most = format!(".raw 0x{}", "00".repeat(MAX_CODE_BYTES));
    assert_eq!(good(&most).runtime.len(), MAX_CODE_BYTES);
    let problems = bad(&format!("STOP\n{most}"));
    assert!(problems[0].message.contains("24577"), "{problems:?}");
    assert_eq!(problems[0].line, 2);
    let data = bad(&format!(
        "PUSH @d\nPUSH @e\nSTOP\n.data d 0x00\n.data e 0x{}",
        "00".repeat(MAX_CODE_BYTES)
    ));
    assert_eq!(places(&data), [(5, 7, 1)]);
    // Beyond two bytes of address.
    let large = bad(&format!("JUMP @end\n{}end:", "PUSH32 0\n".repeat(20_000)));
    assert!(large[0].message.contains("more than 65535"), "{large:?}");
    assert!(
        bad(&" ".repeat(MAX_SOURCE_BYTES + 1))[0]
            .message
            .contains("at most")
    );
    good(&" ".repeat(MAX_SOURCE_BYTES));
    let many = bad(&"x\n".repeat(MAX_SOURCE_BYTES / 2));
    assert_eq!(many.len(), MAX_PROBLEMS);
    let more = many[MAX_PROBLEMS - 1].help.as_deref();
    assert!(
        more.is_some_and(|help| help.contains("more like these")),
        "{more:?}"
    );
}

#[test]
fn a_disassembled_template_assembles_to_the_same_bytes() {
    let source = include_str!("../../../static/templates/Counter.evm");
    let found = good(source);
    assert_eq!(found.warnings, []);
    assert_eq!(good(&disassemble(&found.runtime)).runtime, found.runtime);
    assert!(found.creation.ends_with(&found.runtime));
}
