"""The surface, as a contract for import-linter: by which files a module may be entered."""

from __future__ import annotations

from typing import Any, NamedTuple

from importlinter import Contract, ContractCheck, fields, output


class Entry(NamedTuple):
    importer: str
    imported: str
    lines: tuple[int, ...]


class SurfaceContract(Contract):
    """Other modules import a module's entrances, never its package, nor what lies inside one.

    `modules` are those with a surface; `entrances` the file names that lead in; `also_open` single
    files besides; from `root`, the composition root, `root_entrances` lead in too.
    """

    type_name = "surface"

    modules = fields.ListField(subfield=fields.StringField())
    entrances = fields.ListField(subfield=fields.StringField())
    also_open = fields.ListField(subfield=fields.StringField(), required=False)
    root = fields.StringField()
    root_entrances = fields.ListField(subfield=fields.StringField())

    def check(self, graph: Any, verbose: bool) -> ContractCheck:
        entries = [entry for module in self.modules for entry in self._bad_entries(graph, module)]
        return ContractCheck(kept=not entries, metadata={"entries": sorted(entries)})

    def render_broken_contract(self, check: ContractCheck) -> None:
        output.print_error("Modules are entered by their surface only:", bold=False)
        for entry in check.metadata["entries"]:
            places = ", ".join(map(str, entry.lines))
            output.print_error(f"- {entry.importer} -> {entry.imported} (l.{places})", bold=False)
        output.new_line()

    def _bad_entries(self, graph: Any, module: str) -> list[Entry]:
        found = []
        for imported in {module} | graph.find_descendants(module):
            for importer in graph.find_modules_that_directly_import(imported):
                if _is_in(importer, module) or self._is_open(importer, imported, module):
                    continue
                details = graph.get_import_details(importer=importer, imported=imported)
                found.append(Entry(importer, imported, tuple(d["line_number"] for d in details)))
        return found

    def _is_open(self, importer: str, imported: str, module: str) -> bool:
        entrances = list(self.entrances)
        if _is_in(importer, self.root):
            entrances += self.root_entrances
        open_files = {f"{module}.{name}" for name in entrances} | set(self.also_open or ())
        return imported in open_files


def _is_in(name: str, package: str) -> bool:
    return name == package or name.startswith(f"{package}.")
