"""What the rows of a plan are to spend and to have done, month by month (anggaran kas)."""

# Triggers are put together from our own sentences and names of our own tables.

import pgtrigger
from django.db import models
from django.db.models import Q

from bengkalis.audit import audited
from bengkalis.cleaning import Cleaned
from bengkalis.constraints import check, not_negative
from programs.models.plans import PlanRow
from programs.models.refusing import before, refuse


@audited()
class MonthPlan(Cleaned):
    """What a row is to spend in a month (anggaran kas), and how far the work is then.

    ``amount`` in rupiah, of the month alone; ``physical`` in percent, from January on.
    """

    row = models.ForeignKey(PlanRow, models.CASCADE, related_name="months")
    month = models.PositiveSmallIntegerField("bulan")
    amount = models.DecimalField("rencana (Rp)", max_digits=18, decimal_places=2, default=0)
    physical = models.DecimalField("rencana fisik (%)", max_digits=5, decimal_places=2, default=0)

    class Meta:
        verbose_name = "rencana bulanan"
        ordering = ["row", "month"]
        triggers = [
            before(
                "budget_open",
                pgtrigger.Insert | pgtrigger.Update,
                "PERFORM FROM programs_planrow r JOIN programs_budgetversion v"
                " ON v.id = r.budget_id WHERE r.id = NEW.row_id AND v.state <> 'draf';"
                f" IF FOUND THEN {refuse('Rencana bulanan versi ini tidak dapat diubah lagi.')}"
                " END IF; RETURN NEW;",
            ),
            before(
                "not_out_of_a_closed_budget",
                pgtrigger.Update | pgtrigger.Delete,
                "PERFORM FROM programs_planrow r JOIN programs_budgetversion v"
                " ON v.id = r.budget_id WHERE r.id = OLD.row_id AND v.state <> 'draf';"
                f" IF FOUND THEN {refuse('Rencana bulanan versi ini tidak dapat diubah lagi.')}"
                " END IF; IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW;",
            ),
        ]
        constraints = [
            check("month_plan_month", Q(month__range=(1, 12)), "Bulan 1 sampai 12."),
            not_negative("month_plan_amount", "amount", sentence="Rencana tidak mungkin negatif."),
            check(
                "month_plan_physical",
                Q(physical__range=(0, 100)),
                "Rencana fisik 0 sampai 100 persen.",
            ),
            models.UniqueConstraint(fields=["row", "month"], name="month_plan_once"),
        ]

    def __str__(self) -> str:
        return f"{self.row} bulan {self.month}"
