"""Makes chat.json and task.json: templates rendered by Jinja2, each with the text or the failure; contexts.json holds
the contexts, which the cases name by their place in it.

Usage: python make_jinja.py (writes beside itself). Chat templates are rendered with the options that transformers uses,
task templates with StrictUndefined and the trailing newline kept.
"""
import copy
import json
import pathlib

import jinja2
from jinja2.ext import Extension, loopcontrols
from jinja2.sandbox import ImmutableSandboxedEnvironment

import cases


class Generation(Extension):
    """{% generation %} passes its body through."""

    tags = {"generation"}

    def parse(self, parser):
        line = next(parser.stream).lineno
        body = parser.parse_statements(["name:endgeneration"], drop_needle=True)
        return jinja2.nodes.CallBlock(self.call_method("_pass"), [], [], body).set_lineno(line)

    def _pass(self, caller):
        return caller()


def tojson(x, ensure_ascii=False, indent=None, separators=None, sort_keys=False):
    return json.dumps(x, ensure_ascii=ensure_ascii, indent=indent, separators=separators, sort_keys=sort_keys)


def raise_exception(message):
    raise jinja2.exceptions.TemplateError(message)


def environment(kind):
    if kind == "chat":
        made = ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True, extensions=[Generation, loopcontrols])
    else:
        made = jinja2.Environment(undefined=jinja2.StrictUndefined, keep_trailing_newline=True, extensions=[loopcontrols])
    made.filters["tojson"] = tojson
    made.globals["raise_exception"] = raise_exception
    return made


def render(kind, template, context):
    try:
        return {"text": environment(kind).from_string(template).render(**copy.deepcopy(context))}
    except Exception as error:  # what it is does not matter: ours must fail too
        return {"fails": type(error).__name__}


def main():
    here = pathlib.Path(__file__).parent
    contexts = []
    for kind, listed in (("chat", cases.CHAT), ("task", cases.TASK)):
        made = []
        for template, context in listed:
            if context not in contexts:
                contexts.append(context)
            made.append({"template": template, "context": contexts.index(context), **render(kind, template, context)})
        out = {"made_by": {"tool": "jinja2", "version": jinja2.__version__, "command": "python make_jinja.py"},
               "cases": made}
        (here / f"{kind}.json").write_text(json.dumps(out, indent=0) + "\n")
        print(kind, len(made), sum("fails" in one for one in made))
    (here / "contexts.json").write_text(json.dumps(contexts, indent=1) + "\n")


if __name__ == "__main__":
    main()
