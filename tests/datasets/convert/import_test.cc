#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "datasets/convert/lm_eval_task.h"
#include "datasets/convert/yaml_text.h"
#include "datasets/task_file.h"
#include "tests/support/shared.h"

namespace assay::datasets::convert {
namespace {

using ::testing::HasSubstr;

// What `doc_to_text` becomes where it is `hook.f` of this source: the template, or why there is none.
std::string template_for(const std::string& python) {
  test::TempFolder folder;
  folder.write("hook.py", python);
  const std::string file = folder.write("t.yaml",
                                        "task: t\ndataset_path: a/b\ntest_split: test\ndoc_to_text: !function hook.f\ndoc_to_target: answer\n");
  PythonModules modules;
  const ImportedTask task = import_lm_eval_task(file, modules);
  if (const YamlNode* made = find_member(task.node, "doc_to_text")) return made->scalar;
  std::string text = task.notes.front().text;
  for (std::size_t at = text.find(folder.path()); at != std::string::npos; at = text.find(folder.path())) text.erase(at, folder.path().size() + 1);
  return text;
}

std::string repeated(std::string_view text, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += text;
  return out;
}

TEST(ImportOfPython, TextsBecomeTemplatesThatCanBeRead) {
  EXPECT_EQ(template_for("def f(doc):\n    return f\"Q: {doc['question']}\\nA:\"\n"), "Q: {{ question }}\nA:");
  EXPECT_EQ(template_for("def f(doc): return 'a ' + doc['b'] + ' {c}'\n"), "a {{ b }}{{ ' {c}' }}");
  EXPECT_EQ(template_for("f = lambda doc: doc['a'].strip()[1:-1]\n"), "{{ a.strip()[1:-1] }}");
  EXPECT_EQ(template_for("def f(doc):\n  x = 1\n  return 'n' if doc['a'] > x else 'm'\n"), "{{ 'n' if (a > 1) else 'm' }}");
  EXPECT_EQ(template_for("def f(doc): return '{}-{x}'.format(doc['a'], x=doc['b'])\n"), "{{ a }}-{{ b }}");
  EXPECT_EQ(template_for("def f(doc): return doc['Odd Name'] + '!'\n"), "{{ column_odd_name }}!");
  EXPECT_EQ(template_for("K = ['x', 'y']\ndef f(doc): return ', '.join(f'{i}{k}' for i, k in enumerate(K))\n"), "{{ '0x, 1y' }}");
}

TEST(ImportOfPython, WhatIsNotUnderstoodIsNamedWithItsPlace) {
  EXPECT_EQ(template_for("def g(doc): return 1\n"), "doc_to_text (hook.f): hook.py: there is no function 'f'");
  EXPECT_EQ(template_for("def f(doc):\n    return magic(doc['a'])\n"), "doc_to_text (hook.f): hook.py:2: 'magic' is not known");
  EXPECT_EQ(template_for("def f(doc):\n    while True:\n        pass\n"), "doc_to_text (hook.f): hook.py:2: 'while' is not understood");
  EXPECT_EQ(template_for("def f(doc):\n    return doc\n"), "doc_to_text (hook.f): hook.py: the row as a whole is no value of a template");
  EXPECT_THAT(template_for("import os\ndef f(doc):\n    return os.getcwd()\n"), HasSubstr("hook.py:3: 'os.getcwd' is not known"));
  EXPECT_THAT(template_for("def f(doc):\n  s = ''\n  for x in doc['a']:\n    s = x\n  return s\n"), HasSubstr("from one turn of a loop to the next"));
  EXPECT_THAT(template_for("def f(doc):\n  if doc['a']:\n    x = 1\n  return x\n"), HasSubstr("'x' is set in one branch of an if only"));
  EXPECT_THAT(template_for("def f(doc):\n  for x in doc['a']:\n    if x:\n      return x\n  return ''\n"), HasSubstr("left by 'return'"));
}

TEST(ImportOfPython, HostileSourcesEndWithAReason) {
  EXPECT_THAT(template_for("def f(doc):\n    return " + repeated("(", 5000) + "1" + repeated(")", 5000) + "\n"), HasSubstr("deep"));
  EXPECT_THAT(template_for("def f(doc):\n    return " + repeated("not ", 100000) + "1\n"), HasSubstr("hook.py"));
  EXPECT_THAT(template_for("def f(doc):\n    return " + repeated("-", 100000) + "doc['a']\n"), HasSubstr("hook.py"));
  EXPECT_THAT(template_for("def f(doc):\n    return doc['a']" + repeated("[0]", 100000) + "\n"), HasSubstr("hook.py"));
  EXPECT_THAT(template_for("def f(doc):\n    return doc['a']" + repeated(" + doc['a']", 100000) + "\n"), HasSubstr("hook.py"));
  EXPECT_THAT(template_for("def f(doc): return f(doc)\n"), HasSubstr("call each other more than"));
  EXPECT_THAT(template_for("A = B\nB = A\ndef f(doc): return A\n"), HasSubstr("is defined by itself"));
  EXPECT_THAT(template_for("def f(doc):\n  x = doc['a']\n" + repeated("  x = x + x\n", 60) + "  return x\n"), HasSubstr("characters"));
  EXPECT_THAT(template_for("def f(doc):\n" + repeated("  if doc['a']:\n    return 1\n  x = 1\n  if doc['b']:\n    x = 2\n", 400) + "  return x\n"), HasSubstr("hook.py"));
  EXPECT_THAT(template_for("def f(doc):\n  x = ''\n  for a in range(200):\n    for b in range(200):\n      for c in range(200):\n        x += 'a'\n  return x\n"),
              HasSubstr("steps"));
  EXPECT_THAT(template_for("def f(doc): return 'open\n"), HasSubstr("a string is not closed"));
  EXPECT_THAT(template_for("def f(doc): return f'{doc[\n"), HasSubstr("hook.py"));
  EXPECT_THAT(template_for(std::string("\x00\xff\xfe", 3)), HasSubstr("hook.py"));
  EXPECT_THAT(template_for(repeated("if 1:\n ", 3000)), HasSubstr("hook.py"));
}

TEST(ImportOfYaml, WritesWhatReadsBackTheSame) {
  const YamlNode node = parse_yaml("a: 'yes'\nb: yes\nc: \"1\"\nd: 1.5\ne: \"x: y\\n\\\"\\\\ \\t#\"\nf: [1, {g: 'h', i: []}, {}]\nj: {k: {l: ~}}\n\"m n\": 1e-5\n", "t");
  const YamlNode again = parse_yaml(yaml_text(node), "t");
  EXPECT_EQ(yaml_text(again), yaml_text(node));
  EXPECT_EQ(find_member(again, "e")->scalar, "x: y\n\"\\ \t#");
  EXPECT_TRUE(find_member(again, "a")->quoted);
  EXPECT_FALSE(find_member(again, "b")->quoted);
  EXPECT_TRUE(find_member(again, "c")->quoted);
  EXPECT_EQ(find_member(again, "f")->items.size(), 3u);
}

}  // namespace
}  // namespace assay::datasets::convert
