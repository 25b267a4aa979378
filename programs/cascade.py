"""The cascade of one year's agreements, from the regent down, and where it has gaps."""

from dataclasses import dataclass, field

from django.db.models import Prefetch, TextChoices

from programs.enums import PaperState
from programs.holding import day_in
from programs.lineage import Lineage
from programs.models import Agreement, AgreementIndicator, Plan
from registry.enums import Echelon
from registry.models import Incumbency, Position

ALIVE = (PaperState.IN_FORCE, PaperState.OPEN, PaperState.DRAFT)
PROMISING = (Echelon.HEAD, Echelon.DIVISION, Echelon.SECTION)


class Gap(TextChoices):
    """What can be missing in the cascade."""

    NO_HOLDER = "tanpa_pejabat", "Jabatan tanpa pejabat"
    NO_AGREEMENT = "tanpa_perjanjian", "Pejabat tanpa perjanjian kinerja"
    FORMER_HOLDER = "pejabat_lama", "Perjanjian atas nama pejabat lain"
    OTHER_SUPERIOR = "atasan_lain", "Perjanjian dengan atasan yang bukan atasan sekarang"
    UNSUPPORTED = "tidak_didukung", "Indikator yang tidak didukung bawahan"
    SUPPORTS_NOTHING = "tidak_mendukung", "Indikator yang tidak mendukung indikator atasan"


@dataclass
class Promised:
    """One indicator in the tree: which one above it supports, which ones support it."""

    indicator: AgreementIndicator
    supports: AgreementIndicator | None = None
    supporters: list[AgreementIndicator] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)


@dataclass
class Node:
    """One post with its holder, its agreement that year, and the posts below."""

    position: Position
    holder: Incumbency | None
    agreement: Agreement | None = None
    promised: list[Promised] = field(default_factory=list)
    children: list["Node"] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)

    @property
    def promises(self) -> bool:
        """Whether the post is one that has an agreement at all."""
        return self.position.echelon in PROMISING


class Cascade:
    """Posts, holders, agreements and indicators of a plan's year, in a fixed number of queries."""

    def __init__(self, plan: Plan):
        self.plan, self.day = plan, day_in(plan.year)
        self.nodes = self._nodes()
        self._lineage = Lineage(plan.pk)
        self._give_agreements()
        self.roots = self._tree()
        for node in self.nodes.values():
            self._link(node)
        for node in self.nodes.values():
            self._judge(node)

    def counts(self) -> list[tuple[Gap, int]]:
        """How often each gap occurs, those that do not included."""
        found = [gap for node in self.nodes.values() for gap in node.gaps]
        found += [gap for node in self.nodes.values() for one in node.promised for gap in one.gaps]
        return [(gap, found.count(gap)) for gap in Gap]

    def _nodes(self) -> dict[int, Node]:
        held = Incumbency.objects.in_force(self.day).select_related("official")
        holders = {one.position_id: one for one in held}
        posts = Position.objects.filter(is_active=True).exclude(echelon=Echelon.STAFF)
        posts = posts.select_related("office").order_by("code")
        return {post.pk: Node(post, holders.get(post.pk)) for post in posts}

    def _give_agreements(self) -> None:
        """The one in force; where there is none, the one in work."""
        indicators = Prefetch("indicators", AgreementIndicator.objects.order_by("place"))
        rows = Agreement.objects.filter(plan=self.plan, paper__state__in=ALIVE)
        rows = rows.select_related("paper", "first__official", "second__official")
        rows = rows.order_by("pk").prefetch_related(indicators)
        for row in sorted(rows, key=lambda one: ALIVE.index(one.paper.state), reverse=True):
            if node := self.nodes.get(row.position_id):
                node.agreement = row
                node.promised = [Promised(one) for one in row.indicators.all()]

    def _tree(self) -> list[Node]:
        """Each post under its superior; a post whose line upward does not end, or leads out of
        the tree, begins one of its own."""
        roots = []
        for node in self.nodes.values():
            if self._hangs(node):
                self.nodes[node.position.superior_id].children.append(node)
            else:
                roots.append(node)
        return roots

    def _hangs(self, node: Node) -> bool:
        seen, post = set(), node.position
        while post.superior_id in self.nodes and post.pk not in seen:
            seen.add(post.pk)
            post = self.nodes[post.superior_id].position
        return node.position.superior_id in self.nodes and post.pk not in seen

    def _link(self, node: Node) -> None:
        """Which indicator above, in its agreement of now, each indicator supports."""
        higher = self.nodes.get(node.position.superior_id)
        by_root = {
            self._lineage.root(one.indicator.pk): one for one in (higher.promised if higher else ())
        }
        for one in node.promised:
            root = self._lineage.root(one.indicator.supports_id)
            if found := by_root.get(root):
                one.supports = found.indicator
                found.supporters.append(one.indicator)

    def _judge(self, node: Node) -> None:
        if not node.promises:
            return
        if node.holder is None:
            node.gaps.append(Gap.NO_HOLDER)
        if node.agreement is None:
            node.gaps += [Gap.NO_AGREEMENT] if node.holder else []
            return
        if node.holder and node.holder.official_id != node.agreement.first.official_id:
            node.gaps.append(Gap.FORMER_HOLDER)
        if self._other_superior(node):
            node.gaps.append(Gap.OTHER_SUPERIOR)
        self._judge_indicators(node)

    def _other_superior(self, node: Node) -> bool:
        second = node.agreement.second
        if second.position_id != node.position.superior_id:
            return True
        higher = self.nodes.get(node.position.superior_id)
        return bool(higher and higher.holder and higher.holder.official_id != second.official_id)

    def _judge_indicators(self, node: Node) -> None:
        below = any(child.promises for child in node.children)
        for one in node.promised:
            if below and not one.supporters:
                one.gaps.append(Gap.UNSUPPORTED)
            if node.position.echelon != Echelon.HEAD and one.supports is None:
                one.gaps.append(Gap.SUPPORTS_NOTHING)
