"""Lists of people that claims are held against: fiscal payroll, pensioners, the deceased, students.

Header words: the usual titles of such lists; what a county's own system writes goes into a columns file.
"""

from chizheng_audit.i18n import N_
from chizheng_audit.tables.column import Column, Table

_NAME = Column("name", "name", N_("姓名"), ("人员姓名", "职工姓名", "死者姓名", "学生姓名"), private=True)
_ID = Column(
    "id_no",
    "id",
    N_("身份证号"),
    (
        "身份证号码",
        "公民身份号码",
        "公民身份证号",
        "居民身份证号码",
        "身份证件号码",
        "社会保障号",
        "社会保障号码",
        "证件号码",
    ),
    required=True,
    private=True,
)

PAYROLL = Table(
    name="payroll",
    title=N_("财政供养人员"),
    needs=(("id_no",),),
    called=("财政供养", "供养人员", "供养类别", "编制", "在编", "入编", "离编"),
    columns=(
        _NAME,
        _ID,
        Column("unit", "unit", N_("供养单位"), ("单位名称", "工作单位", "所在单位", "预算单位")),
        Column("post", "text", N_("编制性质"), ("编制类型", "编制类别", "人员类别", "供养类别", "人员性质")),
        Column("since", "date", N_("起始日期"), ("入编日期", "入编时间", "进入本单位时间", "工资起发时间")),
        Column("until", "date", N_("终止日期"), ("减员日期", "减员时间", "离编日期", "停发时间")),
    ),
)
"""People paid by the budget (财政供养), one row a person and post; without dates: at the time of the list."""

PENSIONERS = Table(
    name="pensioners",
    title=N_("养老待遇领取人员"),
    needs=(("id_no",), ("since",)),
    called=("待遇", "养老金", "退休", "离休"),
    columns=(
        _NAME,
        _ID,
        Column("pension", "text", N_("待遇类别"), ("待遇类型", "养老待遇类别", "险种", "险种类型")),
        Column(
            "since",
            "month",
            N_("待遇享受开始年月"),
            (
                "待遇开始年月",
                "待遇起始年月",
                "开始享受待遇时间",
                "待遇领取开始时间",
                "退休年月",
                "退休时间",
                "退休日期",
            ),
        ),
        Column("until", "month", N_("待遇终止年月"), ("待遇停止年月", "待遇终止时间")),
    ),
)
"""People who draw a pension, one row a person and pension."""

DECEASED = Table(
    name="deceased",
    title=N_("死亡人员"),
    needs=(("id_no",), ("died",)),
    called=("死亡", "死者", "火化", "去世", "亡故"),
    columns=(
        _NAME,
        _ID,
        Column(
            "died",
            "date",
            N_("死亡日期"),
            ("死亡时间", "死亡年月日", "去世日期", "火化日期", "火化时间", "注销日期"),
        ),
    ),
)
"""People who died, one row a person."""

STUDENTS = Table(
    name="students",
    title=N_("在校学生"),
    needs=(("id_no",),),
    called=("学籍", "在校", "在读", "就读"),
    columns=(
        _NAME,
        _ID,
        Column("school", "unit", N_("就读学校"), ("在读学校", "学校", "院校名称", "所在学校")),
        Column("student_no", "code", N_("学籍号"), ("学号", "全国学籍号"), private=True),
        Column("form", "text", N_("学习形式"), ("学制形式", "就读方式")),
        Column("since", "date", N_("入学日期"), ("入学时间", "入学年月")),
        Column("until", "date", N_("毕业日期"), ("毕业时间", "预计毕业日期", "预计毕业时间", "离校日期")),
    ),
)
"""People enrolled at a school, one row a person and enrolment."""
