#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "harness/text/jinja/failure.h"
#include "harness/text/jinja/value.h"

namespace assay::text::jinja {

struct Filter;
struct Test;
struct Expr;
struct Statement;
using ExprPtr = std::unique_ptr<Expr>;
using Body = std::vector<std::unique_ptr<Statement>>;

enum class Operator { kAdd, kSub, kMul, kDiv, kFloorDiv, kMod, kPow, kEq, kNe, kLt, kLe, kGt, kGe, kIn, kNotIn };

/// An expression; which members count depends on the kind.
struct Expr {
  enum class Kind {
    kConstant,   ///< constant
    kName,       ///< text
    kList,       ///< children
    kListOf,     ///< [children[0] for names in children[1] if children[2]], the last may be null
    kTuple,      ///< children
    kDict,       ///< children: key, value, key, value
    kAttribute,  ///< children[0] . text
    kItem,       ///< children[0] [children[1]]
    kSlice,      ///< children[0] [start : stop : step], each may be null
    kCall,       ///< children[0] (children[1..], named)
    kFilter,     ///< children[0] | filter(children[1..], named)
    kTest,       ///< children[0] is test(children[1..], named)
    kNot,
    kNegative,
    kPositive,
    kAnd,        ///< all children
    kOr,         ///< all children
    kBinary,     ///< children[0] operators[0] children[1]
    kCompare,    ///< children[0] operators[0] children[1] operators[1] ...
    kConcat,     ///< all children
    kCondition,  ///< children[0] if children[1] else children[2], which may be null
  };
  Kind kind;
  Position at;
  std::string text;
  Datum constant;
  std::vector<ExprPtr> children;
  std::vector<std::pair<std::string, ExprPtr>> named;
  std::vector<Operator> operators;
  std::vector<std::string> names;
  const Filter* filter = nullptr;
  const Test* test = nullptr;
  int depth = 1;
};

/// What a for or set assigns to: one name, an attribute of a namespace, or several targets.
struct Target {
  Position at;
  std::string name;
  std::string attribute;      ///< not empty: `name.attribute`
  std::vector<Target> parts;  ///< not empty, or `is_tuple`: unpacked
  bool is_tuple = false;
};

/// A macro, or the block of a call as its `caller`.
struct MacroDef {
  std::string name;
  std::vector<std::string> parameters;
  std::vector<ExprPtr> defaults;  ///< of the last parameters
  Body body;
  bool uses_varargs = false;
  bool uses_kwargs = false;
  bool uses_caller = false;
};

struct Branch {
  ExprPtr condition;  ///< null: else
  Body body;
};

/// A statement; which members count depends on the kind.
struct Statement {
  enum class Kind {
    kData,      ///< text
    kPrint,     ///< expr
    kIf,        ///< branches
    kFor,       ///< target in expr [if condition]: body, else orelse
    kSet,       ///< target = expr
    kSetBlock,  ///< target = body through the filters of expr (its innermost child is null)
    kMacro,     ///< macro
    kCall,      ///< expr with macro as caller
    kFilter,    ///< body through the filters of expr
    kWith,      ///< names: targets and exprs; body
    kScope,     ///< body alone (generation)
    kBreak,
    kContinue,
  };
  Kind kind;
  Position at;
  std::string text;
  ExprPtr expr;
  ExprPtr condition;
  Target target;
  std::vector<Branch> branches;
  std::vector<std::pair<std::string, ExprPtr>> bindings;
  Body body;
  Body orelse;
  std::unique_ptr<MacroDef> macro;
};

}  // namespace assay::text::jinja
