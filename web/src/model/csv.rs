//! Transactions from a table: comma-separated values (RFC 4180), or what a spreadsheet copies.
//!
//! A header row names the columns: `from`, `to`, `function`, `value`, `gas`, `tip`, `data`; columns of
//! other names are the function's arguments, in order. Without a header row the columns are `from`,
//! `to`, `function`, and arguments.

use super::{batch_edit, format};
use lanewise_batch::{Call, Limits};

/// A line that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The line, from 1.
    pub line: u32,
    /// One sentence.
    pub message: String,
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    From,
    To,
    Function,
    Argument,
    Value,
    Gas,
    Tip,
    Data,
}

impl Column {
    /// A column of that name; other names are arguments.
    fn named(name: &str) -> Self {
        match name.trim().to_ascii_lowercase().as_str() {
            "from" | "sender" => Self::From,
            "to" | "contract" => Self::To,
            "function" | "method" => Self::Function,
            "value" | "ether" => Self::Value,
            "gas" => Self::Gas,
            "tip" => Self::Tip,
            "data" => Self::Data,
            _ => Self::Argument,
        }
    }
}

/// No more mistakes are told at once.
const PROBLEMS: usize = 20;

/// Reads a table.
///
/// # Errors
/// Every line that cannot be read, at most twenty.
pub fn read(text: &str) -> Result<Vec<Call>, Vec<Problem>> {
    let rows = rows(text).map_err(|problem| vec![problem])?;
    let mut rows = rows.into_iter().peekable();
    let is_header = |row: &Row| {
        let named = |cell: &String| Column::named(cell) == Column::To;
        row.cells.iter().any(named)
    };
    let header = rows.next_if(is_header);
    let columns: Option<Vec<Column>> =
        header.map(|row| row.cells.iter().map(|cell| Column::named(cell)).collect());
    let mut calls = Vec::new();
    let mut problems = Vec::new();
    for row in rows {
        match call(&row.cells, columns.as_deref()) {
            Ok(call) => calls.push(call),
            Err(message) if problems.len() < PROBLEMS => problems.push(Problem {
                line: row.line,
                message,
            }),
            Err(_) => {}
        }
    }
    let most = *Limits::TRANSACTIONS.end();
    if problems.is_empty() && calls.is_empty() {
        problems.push(Problem {
            line: 1,
            message: "There is no transaction in this table.".to_owned(),
        });
    } else if calls.len() > most as usize {
        problems.push(Problem {
            line: most,
            message: format!(
                "There may be at most {} transactions; there are {}.",
                format::count(most.into()),
                format::count(calls.len() as u64)
            ),
        });
    }
    if problems.is_empty() {
        Ok(calls)
    } else {
        Err(problems)
    }
}

fn call(cells: &[String], columns: Option<&[Column]>) -> Result<Call, String> {
    let standard = [Column::From, Column::To, Column::Function];
    let column = |place: usize| match columns {
        Some(columns) => columns.get(place).copied(),
        None => Some(standard.get(place).copied().unwrap_or(Column::Argument)),
    };
    let mut call = Call::default();
    let mut gap = false;
    for (place, cell) in cells.iter().enumerate() {
        let cell = cell.trim();
        let Some(column) = column(place) else {
            if cell.is_empty() {
                continue;
            }
            return Err(format!(
                "There are more cells than the header names: “{}” has no column.",
                format::clipped(cell, 40)
            ));
        };
        if cell.is_empty() {
            gap |= column == Column::Argument;
            continue;
        }
        let named = |message: String| format!("Column {}: {message}", place + 1);
        let value = || batch_edit::json_or_text(cell).map(Some).map_err(named);
        match column {
            Column::From => call.from = batch_edit::account_value(cell).map_err(named)?,
            Column::To => call.to = batch_edit::account_value(cell).map_err(named)?,
            Column::Function => call.function = Some(cell.to_owned()),
            Column::Value => call.value = value()?,
            Column::Gas => call.gas = value()?,
            Column::Tip => call.tip = value()?,
            Column::Data => call.data = value()?,
            Column::Argument if gap => {
                return Err(named(
                    "an argument before this one is missing; \"\"\"\"\"\" is an empty text."
                        .to_owned(),
                ));
            }
            Column::Argument => {
                let argument = batch_edit::json_or_text(cell).map_err(named)?;
                call.arguments.push(argument);
            }
        }
    }
    if call.to.is_none() {
        return Err("It is not said who is called: the cell “to” is empty.".to_owned());
    }
    if call.function.is_none() && !call.arguments.is_empty() {
        return Err("There are arguments, but no function.".to_owned());
    }
    if call.function.is_some() && call.data.is_some() {
        return Err("There is a function and raw data; only one of them can be.".to_owned());
    }
    Ok(call)
}

/// A row, and the line that it begins in.
struct Row {
    line: u32,
    cells: Vec<String>,
}

/// Splits a table into rows; empty lines are none. The separator is what the first line has most of:
/// tabs (from a spreadsheet), semicolons or commas.
fn rows(text: &str) -> Result<Vec<Row>, Problem> {
    let first = text
        .lines()
        .find(|line| !line.trim().is_empty())
        .unwrap_or("");
    // Of as many, the first is meant.
    let separators = ['\t', ';', ','];
    let most = separators
        .iter()
        .rev()
        .max_by_key(|sign| first.matches(**sign).count());
    let separator = most.copied().unwrap_or(',');
    let mut rows = Vec::new();
    let mut row = Row {
        line: 1,
        cells: Vec::new(),
    };
    let (mut cell, mut quoted, mut was_quoted) = (String::new(), None, false);
    let mut line = 1;
    let mut signs = text.chars().peekable();
    while let Some(sign) = signs.next() {
        line += u32::from(sign == '\n');
        match sign {
            '"' if quoted.is_some() && signs.next_if_eq(&'"').is_some() => cell.push('"'),
            '"' if quoted.is_some() => quoted = None,
            sign if quoted.is_some() => cell.push(sign),
            '"' if cell.trim().is_empty() && !was_quoted => {
                cell.clear();
                quoted = Some(line);
                was_quoted = true;
            }
            '\r' if signs.peek() == Some(&'\n') => {}
            '\n' => {
                row.cells.push(std::mem::take(&mut cell));
                was_quoted = false;
                rows.push(std::mem::replace(
                    &mut row,
                    Row {
                        line,
                        cells: Vec::new(),
                    },
                ));
            }
            sign if sign == separator => {
                row.cells.push(std::mem::take(&mut cell));
                was_quoted = false;
            }
            sign => cell.push(sign),
        }
    }
    if let Some(line) = quoted {
        return Err(Problem {
            line,
            message: "A quote that begins here is not closed.".to_owned(),
        });
    }
    row.cells.push(cell);
    rows.push(row);
    rows.retain(|row| row.cells.iter().any(|cell| !cell.trim().is_empty()));
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;
    use lanewise_batch::{AccountChoice, Value};

    fn account(index: u64) -> Option<Value> {
        Some(Value::Account(AccountChoice::Index(Box::new(
            Value::whole(index),
        ))))
    }

    #[test]
    fn columns_are_found_by_their_names() {
        let text = "gas,From,to,function,recipient,amount,value\r\n\
                    90000,0,token,transfer,0x00000000000000000000000000000000000000aa,\"1,000\",\r\n\
                    \n\
                    ,1,vault,deposit,,,1 ether\n";
        let calls = read(text).expect("it is in order");
        assert_eq!(calls.len(), 2);
        assert_eq!(calls[0].gas, Some(Value::whole(90_000)));
        assert_eq!(calls[0].from, account(0));
        assert_eq!(calls[0].to, Some(Value::text("token")));
        assert_eq!(calls[0].arguments[1], Value::text("1,000"));
        assert_eq!(calls[0].value, None);
        assert_eq!(calls[1].arguments, []);
        assert_eq!(calls[1].value, Some(Value::text("1 ether")));
    }

    #[test]
    fn a_spreadsheets_tabs_and_json_cells_are_understood() {
        let text = "2\ttoken\tmint\t[1, 2]\t\"{\"\"sender\"\": true}\"\ttrue";
        let calls = read(text).expect("it is in order");
        assert_eq!(calls[0].from, account(2));
        assert_eq!(
            calls[0].arguments,
            [
                Value::List(vec![Value::whole(1), Value::whole(2)]),
                Value::Sender,
                Value::Bool(true)
            ]
        );
    }

    #[test]
    fn mistakes_are_told_by_line() {
        let text = "from,to,function,a\n0,,f,1\n0,t,,1\n0,t,f,{\n0,t,f,1,2\n0,t,f,1\n";
        let problems = read(text).expect_err("four lines are wrong");
        let lines: Vec<_> = problems.iter().map(|problem| problem.line).collect();
        assert_eq!(lines, [2, 3, 4, 5]);
        assert!(problems[0].message.contains("who is called"));
        assert!(problems[2].message.starts_with("Column 4: This is no JSON"));
        assert!(problems[3].message.contains("“2” has no column"));
        let open = read("0,t,f\n0,t,\"f").expect_err("a quote is open");
        assert_eq!(open[0].line, 2);
    }

    #[test]
    fn a_missing_argument_in_the_middle_is_a_mistake() {
        let problems = read("0,t,f,,2").expect_err("one is missing");
        assert!(problems[0].message.contains("is missing"));
        assert!(read("").is_err() && read("from,to\n").is_err());
    }
}
