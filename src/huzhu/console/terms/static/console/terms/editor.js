"use strict";
/* The editor of a draft: completions from the schema, faults at their line. Without this file, or
   without Ace, the text areas work as they are and the faults stand beside them, listed by line. */
(function () {
  const form = document.querySelector("[data-terms-editor]");
  if (!form || !window.ace) return;
  ace.config.set("basePath", form.dataset.base);
  ace.config.set("useStrictCSP", true);
  const marks = { text: [], cases: [] };
  const editors = {};
  let schema = null;

  ["text", "cases"].forEach(function (name) {
    const area = form.elements[name];
    const box = document.createElement("div");
    box.className = "code-editor is-" + name;
    area.after(box);
    const editor = ace.edit(box, {
      tabSize: 2, useSoftTabs: true, fontSize: 13,
      showPrintMargin: false, readOnly: form.hasAttribute("data-read-only"), wrap: false,
    });
    editor.session.setUseWorker(false);
    editor.session.setMode("ace/mode/yaml");
    editor.session.setValue(area.value);
    editor.textInput.getElement().setAttribute("aria-label", area.labels[0].textContent);
    area.hidden = true;
    editors[name] = editor;
    editor.session.on("change", function () {
      area.value = editor.getValue();
      if (!editor.getReadOnly()) changed();
      ask();
    });
    // Tab indents; Escape and then Tab leaves the editor for those without a mouse.
    editor.commands.addCommand({
      name: "leave", bindKey: { win: "Esc", mac: "Esc" },
      exec: function (held) { held.blur(); box.tabIndex = -1; box.focus(); },
    });
  });
  window.huzhuTerms = editors;

  /* What is submitted is what was saved: while there are changes, the next step is to save. */
  function changed() {
    document.querySelectorAll("[data-when-changed]").forEach(function (part) { part.hidden = false; });
    document.querySelectorAll("[data-when-saved]").forEach(function (part) { part.hidden = true; });
  }

  /* ── faults ── */

  function show(faults) {
    ["text", "cases"].forEach(function (name) {
      const session = editors[name].session;
      const part = name === "text" ? "terms" : "cases";
      marks[name].forEach(function (id) { session.removeMarker(id); });
      marks[name] = [];
      const mine = faults.filter(function (fault) { return fault.part === part && fault.line; });
      session.setAnnotations(mine.map(function (fault) {
        return { row: fault.line - 1, column: 0, type: "error", text: fault.name + "\n" + fault.what + "\n" + fault.remedy };
      }));
      const Range = ace.require("ace/range").Range;
      mine.forEach(function (fault) {
        const row = fault.line - 1;
        const start = (session.getLine(row) || "").search(/\S|$/);
        marks[name].push(session.addMarker(new Range(row, start, row, Infinity), "fault-mark", "text"));
      });
    });
  }

  let timer = 0;
  let asked = 0;
  function ask() {
    window.clearTimeout(timer);
    timer = window.setTimeout(check, 600);
  }

  function check() {
    const mine = ++asked;
    const body = new FormData();
    body.append("text", editors.text.getValue());
    body.append("cases", editors.cases.getValue());
    body.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    fetch(form.dataset.check, { method: "POST", body: body, credentials: "same-origin" })
      .then(function (answer) { return answer.ok ? answer.json() : null; })
      .then(function (found) {
        if (!found || mine !== asked) return;
        show(found.faults);
        document.getElementById("faults").innerHTML = found.html;
      })
      .catch(function () { /* the list stays as it is; saving checks again */ });
  }

  document.addEventListener("click", function (event) {
    const link = event.target.closest("[data-goto]");
    if (!link) return;
    event.preventDefault();
    const editor = editors[link.dataset.goto === "cases" ? "cases" : "text"];
    editor.gotoLine(Number(link.dataset.line), 0, false);
    editor.focus();
  });

  show(JSON.parse(document.getElementById("draft-faults").textContent));

  /* ── completions ── */

  if (form.hasAttribute("data-read-only")) return;
  fetch(form.dataset.schema, { credentials: "same-origin" })
    .then(function (answer) { return answer.json(); })
    .then(function (found) { schema = found; });

  function resolved(node) {
    while (node && node.$ref) node = schema.$defs[node.$ref.split("/").pop()];
    return node || {};
  }

  /* Every schema that may stand at a place: alternatives laid side by side. */
  function options(node) {
    node = resolved(node);
    const inner = (node.anyOf || node.oneOf || []).flatMap(options);
    return inner.length ? inner : [node];
  }

  function within(nodes, key, kind) {
    return nodes.flatMap(function (node) {
      if (key === "[]") return node.items ? options(node.items) : [];
      if (kind && node.properties && node.properties.kind && node.properties.kind.const !== kind) return [];
      const held = (node.properties || {})[key] || (typeof node.additionalProperties === "object" ? node.additionalProperties : null);
      return held ? options(held) : [];
    });
  }

  function lineOf(text) {
    const parts = /^(\s*)((?:- +)*)(?:([\w$.-]+):)?(.*)$/.exec(text) || ["", "", "", "", ""];
    return { indent: parts[1].length, dashes: parts[2], inner: parts[1].length + parts[2].length, key: parts[3], rest: parts[4] };
  }

  /* The keys that lead to a line, by indentation; "[]" for each list on the way. */
  function pathTo(session, row, inner) {
    const path = [];
    let depth = inner;
    let kind = "";
    for (let at = row - 1; at >= 0 && depth > 0; at--) {
      const text = session.getLine(at);
      if (!text.trim() || text.trim().startsWith("#")) continue;
      const line = lineOf(text);
      if (line.inner === depth && line.key === "kind" && path.length === 0) kind = kind || line.rest.trim();
      if (line.inner < depth && line.key && !line.rest.trim()) {
        path.unshift(line.key);
        depth = line.inner;
        if (line.dashes) { path.unshift("[]"); depth = line.indent; }
      } else if (line.dashes && line.indent < depth && line.inner >= depth) {
        path.unshift("[]");
        depth = line.indent;
        if (line.key === "kind" && path.length === 1) kind = kind || line.rest.trim();
      }
    }
    return { path: path, kind: kind };
  }

  function placesAt(session, row, inner) {
    const found = pathTo(session, row, inner);
    let nodes = options(schema);
    found.path.forEach(function (key) { nodes = within(nodes, key, ""); });
    if (found.kind) {
      const chosen = nodes.filter(function (node) { return node.properties && node.properties.kind && node.properties.kind.const === found.kind; });
      if (chosen.length) nodes = chosen;
    }
    return nodes;
  }

  function named(words, meta) {
    return Array.from(new Set(words)).map(function (word) { return { caption: String(word), value: String(word), meta: meta, score: 1000 }; });
  }

  function parameters(session) {
    const found = [];
    let inside = false;
    session.getDocument().getAllLines().forEach(function (text) {
      if (/^\S/.test(text)) inside = text.startsWith("parameters:");
      const name = inside && /^ {2}(\w+):/.exec(text);
      if (name) found.push("$" + name[1]);
    });
    return found;
  }

  const completer = {
    identifierRegexps: [/[\w$.-]/],
    getCompletions: function (editor, session, position, prefix, give) {
      if (!schema || session !== editors.text.session) return give(null, []);
      const before = session.getLine(position.row).slice(0, position.column);
      const line = lineOf(before);
      const places = placesAt(session, position.row, line.inner);
      const flow = /[{,]\s*[\w-]*$/.test(before) && before.includes("{");
      if (line.key && !flow) {
        const values = within(places, line.key, "");
        const words = values.flatMap(function (node) { return node.enum || (node.const ? [node.const] : node.type === "boolean" ? ["true", "false"] : []); });
        const kinds = line.key === "kind" ? places.flatMap(function (node) { const held = (node.properties || {}).kind; return held && held.const ? [held.const] : []; }) : [];
        const closed = words.concat(kinds);
        return give(null, closed.length ? named(closed, "") : named(parameters(session), "$"));
      }
      const keys = places.flatMap(function (node) { return Object.keys(node.properties || {}); });
      const bare = places.flatMap(function (node) { return node.enum || []; });
      give(null, named(keys, "key").map(function (word) { word.value += ": "; return word; }).concat(named(bare, "")));
    },
  };
  const tools = ace.require("ace/ext/language_tools");
  if (tools) {
    tools.setCompleters([completer]);
    editors.text.setOptions({ enableBasicAutocompletion: true, enableLiveAutocompletion: true });
  }
})();
