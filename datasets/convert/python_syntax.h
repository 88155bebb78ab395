#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace assay::datasets::convert {

struct PythonExpr;
struct PythonStatement;
using PythonExprPtr = std::shared_ptr<const PythonExpr>;
using PythonBlock = std::vector<std::shared_ptr<const PythonStatement>>;

/// A parameter of a function, with its default where it has one.
struct PythonParameter {
  std::string name;
  PythonExprPtr fallback;
};

/// A function or a lambda (then `body` is one return).
struct PythonFunction {
  std::string name;
  std::vector<PythonParameter> parameters;
  PythonBlock body;
  bool takes_any = false;  ///< it has *args or **kwargs
  int line = 0;
};

/// `for targets in items if conditions` of a comprehension.
struct PythonComprehension {
  PythonExprPtr targets;
  PythonExprPtr items;
  std::vector<PythonExprPtr> conditions;
};

/// An expression; which members count depends on the kind.
struct PythonExpr {
  enum class Kind {
    kText,        ///< text
    kNumber,      ///< text, as written
    kConstant,    ///< text: True, False or None
    kName,        ///< text
    kFormat,      ///< an f-string: children are texts and kValue
    kValue,       ///< {children[0]} of an f-string; text: the conversion behind a !, operators[0]: the form behind a :
    kList,        ///< children
    kTuple,       ///< children
    kSet,         ///< children
    kDict,        ///< children: key, value, ..; a null key unpacks its value
    kListOf,      ///< [children[0] for ..], also sets and generators
    kDictOf,      ///< {children[0]: children[1] for ..}
    kAttribute,   ///< children[0] . text
    kItem,        ///< children[0] [children[1]]
    kSlice,       ///< children[0] [a : b : c], each may be null
    kCall,        ///< children[0] (children[1..], named)
    kUnary,       ///< text children[0]: not, -, +, ~
    kBinary,      ///< children[0] text children[1]; also and, or
    kCompare,     ///< children[0] operators[0] children[1] ..
    kCondition,   ///< children[0] if children[1] else children[2]
    kLambda,      ///< function
    kStarred,     ///< *children[0] or **children[0]
  };
  Kind kind;
  int line = 0;
  std::string text;
  std::vector<PythonExprPtr> children;
  std::vector<std::pair<std::string, PythonExprPtr>> named;
  std::vector<std::string> operators;
  std::vector<PythonComprehension> loops;
  std::shared_ptr<const PythonFunction> function;
  int depth = 1;
};

/// A statement; which members count depends on the kind.
struct PythonStatement {
  enum class Kind {
    kExpression,  ///< value
    kAssign,      ///< targets = value
    kAugmented,   ///< targets[0] text value, as +=
    kReturn,      ///< value, may be null
    kIf,          ///< condition value: body, else orelse
    kFor,         ///< for targets[0] in value: body
    kFunction,    ///< function
    kImport,      ///< import text as names[0].second: one module a statement
    kFrom,        ///< from text import names (name, as)
    kPass,
    kContinue,
    kBreak,
    kOther,       ///< text says what: while, try, with, class, raise ..
  };
  Kind kind;
  int line = 0;
  std::string text;
  std::vector<PythonExprPtr> targets;
  PythonExprPtr value;
  PythonBlock body, orelse;
  std::shared_ptr<const PythonFunction> function;
  std::vector<std::pair<std::string, std::string>> names;
};

}  // namespace assay::datasets::convert
