"""A believable quarter of messy exports, all synthetic, with planted defects and the list of them (planted.csv)."""

import csv
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random

from chizheng_audit.demo import defects, employers, insurance, layouts, references
from chizheng_audit.demo.people import People
from chizheng_audit.demo.rows import DIGIT, SCALE, Row
from chizheng_audit.demo.writers import Sheet, write_text, write_xlsx
from chizheng_audit.reading.own_output import PLANTED_HEAD

TRADES = (
    "电工", "焊工", "钳工", "车工", "保育师", "育婴员", "养老护理员", "中式烹调师",
    "西式面点师", "美发师", "茶艺师", "汽车维修工", "砌筑工", "钢筋工", "电子商务师", "物流服务师",
    "消防设施操作员", "保安员", "园艺工", "花艺环境设计师", "制冷工", "锅炉操作工", "叉车司机", "起重工",
    "缝纫工", "农艺工", "家畜饲养员", "水产养殖员", "眼镜验光员", "健康照护师",
)  # fmt: skip
SCHOOLS = tuple(f"示例县{word}职业培训学校" for word in ("启明", "远航", "金桥", "育才", "新程", "厚德"))
_MIX = (("初级工", 236), ("中级工", 512), ("高级工", 250), ("技师", 2), ("专项", 20))
"""Shares of levels after one published county quarter, with a few special-skill certificates."""
_FIRST, _DAYS = date(2023, 10, 1), 76
_FILE_ROWS = 50_000
_LARGE = 20_000

_FULL = (
    ("none", "none"), ("姓    名", "name"), ("身份证号码", "id_no"), ("职业（工种）", "trade"), ("等级", "level"),
    ("证书类别", "kind"), ("证书编号", "cert_no"), ("发证日期", "day"), ("评价方式", "method"), ("补贴金额（元）", "amount"),
    ("评价机构", "payee"), ("备注", "note"),
)  # fmt: skip
_STARRED = tuple((f"{h}*" if f in ("name", "id_no") else h.replace("（", "\n（"), f) for h, f in _FULL)
_BARE = (
    ("职业工种名称", "trade"), ("认定等级", "level"), ("证件号码", "id_no"), ("姓名", "name"), ("手机号码", "phone"),
    ("是否有职业资格证书", "prior"), ("证书等级", "none"), ("证书编号", "none"), ("职业技能等级证书编号", "cert_no"),
    ("证书类型", "kind"), ("发证时间", "day"), ("认定方式", "method"), ("补贴金额", "amount"), ("报名单位", "payee"), ("备注", "note"),
)  # fmt: skip
_MERGED = (
    ("姓名", "name"), ("身份证号", "id_no"), ("证书信息|职业名称", "trade"), ("证书信息|等级", "level"), ("证书信息|证书编号", "cert_no"),
    ("证书信息|发证日期", "day"), ("补贴|评价方式", "method"), ("补贴|补贴金额", "amount"), ("评价机构", "payee"), ("证书名称", "kind"),
)  # fmt: skip
_WAN = tuple(("补贴金额", f) if f == "amount" else (h, f) for h, f in _FULL)
_HIRE = (
    ("序号", "none"), ("姓名", "name"), ("身份证号", "id_no"), ("用人单位", "employer"), ("统一社会信用代码", "code"),
    ("入职日期", "day"), ("补贴金额", "amount"), ("联系电话", "phone"),
)  # fmt: skip
_PLACED = (
    ("姓名", "name"), ("身份证号码", "id_no"), ("人力资源机构", "payee"), ("就业单位", "employer"), ("就业时间", "day"), ("补贴金额", "amount"),
)  # fmt: skip


@dataclass(frozen=True)
class Summary:
    """What was written."""

    files: int
    claims: int
    planted: int


class _Maker:
    """One quarter in the making: the random source, the people already used, the serial numbers already given."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.people = People(self.random)
        self.plan = defects.Plan()
        self._serial = 0

    def cert_no(self, level: str) -> str:
        """The next certificate number: a body filed in province 41 (0000), its site, year, level and serial."""
        self._serial += 1
        if level not in DIGIT:
            return f"ZX23{self._serial:08}"
        return f"S000041{self._serial // 1_000_000 + 1:06}23{DIGIT[level]}{self._serial % 1_000_000:06}"

    def evaluations(self, count: int, school: str) -> list[Row]:
        """Clean claims of one body."""
        names = [level for level, _weight in _MIX]
        weights = [weight for _level, weight in _MIX]
        rows = []
        for level in self.random.choices(names, weights, k=count):
            direct = level != "专项" and self.random.random() < 0.3
            amount = SCALE[level] // 2 if direct else SCALE[level]
            rows.append(
                Row(
                    name=self.people.name(),
                    id_no=self.people.id_no(),
                    amount=amount,
                    day=_FIRST + timedelta(days=self.random.randrange(_DAYS)),
                    payee=school,
                    trade=self.random.choice(TRADES),
                    level=level,
                    cert_no=self.cert_no(level),
                    method="direct" if direct else self.random.choice(("exam", "exam", "process")),
                    kind="专项职业能力证书" if level == "专项" else "职业技能等级证书",
                    phone=f"199000{self.random.randrange(100_000):05}",
                )
            )
        return rows

    def workers(self, count: int, amount: int, payee: str, employers: Sequence[tuple[str, str]]) -> list[Row]:
        """Clean claims for hires (or, with a payee, placements)."""
        rows = []
        for _ in range(count):
            employer, code = self.random.choice(employers)
            day = date(2022, 9, 1) + timedelta(days=self.random.randrange(60))
            rows.append(
                Row(self.people.name(), self.people.id_no(), amount, day, payee, employer=employer, code=code,
                    phone=f"199000{self.random.randrange(100_000):05}")
            )  # fmt: skip
        return rows


def make_demo(
    folder: str, seed: int = 2023, claims: int = 600, formats: Sequence[str] = ("xlsx", "csv")
) -> Summary:
    """Write a quarter of about `claims` claims into `folder`; the same arguments give the same bytes.

    `formats` with one entry writes only such files. Above 20,000 claims, and with one format, the quarter is many
    files of one lay-out with few defects; below it shows every lay-out and every defect.
    """
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    maker = _Maker(seed)
    with tempfile.TemporaryDirectory(prefix=".", dir=target) as beside:
        making = Path(beside)
        if claims > _LARGE or len(formats) == 1:
            total = _large(making, maker, claims, formats[-1] if len(formats) == 1 else "csv")
        else:
            total = _small(making, maker, claims)
        _write_planted(making, maker.plan)
        made = list(making.iterdir())
        for path in made:
            path.replace(target / path.name)
    return Summary(len(made) - 1, total, len(maker.plan.lines))


def _small(target: Path, maker: _Maker, claims: int) -> int:
    """Every lay-out and every defect."""
    share = max(claims * 9 // 10 // 6, 57)
    alpha, beta, gamma, delta, epsilon, zeta = (maker.evaluations(share, school) for school in SCHOOLS)
    hidden = [alpha.pop() for _ in range(6)]
    plan, random = maker.plan, maker.random
    defects.duplicates(delta, gamma, plan, maker.people, maker.cert_no, random)
    defects.amounts(epsilon, plan, maker.cert_no)
    defects.cells(beta, plan, workbook=True)
    defects.cells(gamma, plan, workbook=False)
    defects.harmless(zeta, maker.people, maker.cert_no)
    lists = references.plant(alpha, [*hidden, *beta, *gamma, *delta, *epsilon, *zeta], plan)
    half = len(alpha) // 2
    first = Sheet("第一批", alpha[:half], _FULL, "示例县职业技能评价补贴申报明细表", "申报单位：示例县启明职业培训学校",
                  subtotal_every=20, total=True, footer=True)  # fmt: skip
    second = Sheet(
        "第二批",
        alpha[half:],
        _STARRED,
        "示例县职业技能评价补贴申报明细表",
        way=4,
        total=True,
        total_off_by=240,
    )
    away = Sheet("备用", hidden, _FULL, "评价补贴（补报）", hidden=True)
    write_xlsx(target, "启明学校_评价补贴.xlsx", [first, second, away], random)
    plan.flag("Q03", ("启明学校_评价补贴.xlsx", "第二批", second.total_at), "合计多 240 元")
    plan.flag("Q04", ("启明学校_评价补贴.xlsx", "备用", 0), "隐藏的工作表")
    write_xlsx(target, "远航学校.xlsx", [Sheet("评价补贴", beta, _MERGED, way=1, two_lines=True)], random)
    write_text(target, "金桥学校_评价.csv", Sheet("", gamma, _BARE, way=2), random, "gb18030")
    write_text(
        target, "育才学校_评价补贴.csv", Sheet("", delta, _FULL, "评价补贴申报表", way=3), random, "utf-8-sig"
    )
    write_text(target, "新程学校_评价补贴.txt", Sheet("", epsilon, _FULL, way=1), random, "utf-16", "\t")
    last = Sheet(
        "明细", zeta, _WAN, "2023年第四季度评价补贴", unit="单位：万元", wan=True, total=True, footer=True
    )
    last.hidden_rows = zeta[3:5]
    write_xlsx(target, "厚德学校_评价补贴.xlsx", [last], random)
    plan.flag("Q04", ("厚德学校_评价补贴.xlsx", "明细", 0), "隐藏的行")
    shutil.copyfile(target / "育才学校_评价补贴.csv", target / "育才学校_评价补贴（再次报送）.csv")
    plan.flag("Q06", ("育才学校_评价补贴（再次报送）.csv", "", 0), "同一文件报了两次")
    return 6 * share + _employment(target, maker, max(claims // 20, 12), lists)


def _employment(target: Path, maker: _Maker, count: int, lists: references.Lists) -> int:
    """Hires, placements, and the insurance months that support the hires."""
    units = employers.units(employers.ORDINARY)
    hires, placed = (
        maker.workers(count, 1000, "", units),
        maker.workers(count, 300, "示例县聚才人力资源有限公司", units),
    )
    many = (*(employers.FULL,) * 21, *(employers.TWINS[0],) * 12, *(employers.TWINS[1],) * 11)
    hires += [hire for one in many for hire in maker.workers(1, 1000, "", employers.units([one]))]
    moved = hires[12].again(employer=employers.FULL.name, code=employers.FULL.code, day=date(2022, 11, 1))
    away = placed[10].again(payee="示例县腾达人力资源有限公司")
    twice = hires[2].again()
    hires += [moved, twice]
    placed.append(away)
    maker.plan.flag("D05", twice, "同一单位重复申报")
    maker.plan.flag("D06", moved, "两个单位同时申报")
    maker.plan.flag("D08", away, "两家机构申报同一人")
    hires[5].amount, placed[5].amount = 1200, 500
    maker.plan.flag("A02", hires[5], "每人 1200 元")
    maker.plan.flag("A03", placed[5], "每人 500 元")
    employers.plant(hires, maker.plan)
    employers.write(target / "单位名册.csv")
    hires_sheet = Sheet("花名册", hires, _HIRE[1:], "一次性吸纳就业补贴人员花名册")
    write_xlsx(target, "吸纳就业补贴.xlsx", [hires_sheet], maker.random)
    write_text(
        target,
        "职业介绍补贴.csv",
        Sheet("", placed, _PLACED, "职业介绍补贴申报明细", way=1),
        maker.random,
        "utf-8",
    )
    staff = [maker.workers(1, 0, "", [unit])[0] for unit in employers.units(employers.ALL)]
    months = insurance.months([*hires[:-1], *placed[:-1]], staff)
    insurance.plant(hires, placed, months, maker.plan)
    layouts.apart(target, hires, months, maker.plan)
    insurance.write(target / "参保缴费明细.csv", months)
    references.certify(hires, placed, lists)
    lists.write(target)
    return len(hires) + len(placed)


def _large(target: Path, maker: _Maker, claims: int, kind: str) -> int:
    """Many files of one lay-out; in each a few repeated certificates, wrong sums and title, total and footer rows."""
    done = number = 0
    while done < claims:
        count = min(_FILE_ROWS, claims - done)
        number += 1
        rows = maker.evaluations(count, SCHOOLS[number % len(SCHOOLS)])
        for _ in range(count // 1000):
            model = maker.random.choice([r for r in rows[:500] if r.level in DIGIT])
            twice = model.again(day=model.day + timedelta(days=9), cert_no=maker.cert_no(model.level))
            rows.append(twice)
            maker.plan.flag("D01", twice, "重复")
        sheet = Sheet("明细", rows, _FULL, "职业技能评价补贴申报明细表", total=True, footer=True, way=number)
        file = f"评价补贴_{number:03}.{kind}"
        if kind == "xlsx":
            write_xlsx(target, file, [sheet], maker.random)
        else:
            write_text(target, file, sheet, maker.random, "utf-8")
        done += len(rows)
    return done


def _write_planted(target: Path, plan: defects.Plan) -> None:
    with (target / "planted.csv").open("w", encoding="utf-8-sig", newline="") as stream:
        lines = csv.writer(stream)
        lines.writerow(PLANTED_HEAD)
        for code, verdict, where, note in plan.lines:
            file, sheet, row = where.at if isinstance(where, Row) else where
            lines.writerow([code, verdict, defects.RULES[code], file, sheet, row, note])
