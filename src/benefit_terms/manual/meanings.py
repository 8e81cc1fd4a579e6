# ruff: noqa: E501
# Meanings are kept whole, so that they can be searched for.
"""What each field of a node means, in Chinese and English.

Looked up as `Class.field`, then as `field`; a test names the fields without one.
"""

from __future__ import annotations

Pair = tuple[str, str]

FIELDS: dict[str, Pair] = {
    "id": (
        "子句的名字，全文唯一，用字母、数字和下划线；给付明细、限额和其他子句都用它指称",
        "name of the clause, unique in the edition; lines, caps and other clauses refer to it",
    ),
    "says": (
        "所执行的原句，一字不差；本条有几句话时必写，也可以引别条的句子",
        "the sentences that it carries out, word for word; needed where its article has several, and may be of another article",
    ),
    "length": (
        "一次参保的期限，如 1 year、12 months",
        "how long one enrolment covers, as 1 year or 12 months",
    ),
    "tiers": (
        "各档会费；只有一档的写一项，不写 tier",
        "the fees by tier; one entry without tier where there is one fee",
    ),
    "FeeTier.amount": ("本档会费", "the fee of the tier"),
    "FeeTier.split": (
        "各出资方承担的数额，合计须等于会费",
        "what each source pays; together the fee",
    ),
    "FeeTier.tier": ("档次名", "name of the tier"),
    "SplitPart.source": (
        "出资方：unit 单位、union 工会、upper_union 上级工会、member 个人、subsidy 补贴、donor 捐赠",
        "who pays: unit, union, upper_union, member, subsidy, donor",
    ),
    "SplitPart.amount": ("承担数额", "how much of the fee"),
    "Fee.per": ("按份（share）还是按人（person）收", "per share or per person"),
    "percent": ("应参加的比例", "the rate that must join"),
    "Participation.of_whom": (
        "比例的分母：all_staff 全体职工、women 女职工、none 不作要求",
        "of all_staff, of women, or none (no demand)",
    ),
    "CoverStart.when": (
        "agreed 自约定日起；once_paid 缴清后生效",
        "agreed: from the day agreed; once_paid: once the contribution is paid",
    ),
    "EqualShares.of_whom": (
        "全体参加人员（all_staff）或女职工（women）",
        "all who join (all_staff) or the women",
    ),
    "full_join_headcount": (
        "这么多人及以下的单位须全员参加",
        "units of so many or fewer join in full",
    ),
    "minimum_headcount": ("至少参加人数", "at least so many join, whatever the rate gives"),
    "SharesLimit.most": ("每人最多份数", "the most shares a person may hold"),
    "TimesLimit.most": (
        "最多付几个事由；同一 event.ref 的几次申请算一次",
        "the most events that are paid; claims of one event.ref are one",
    ),
    "excess": (
        "超出部分：void 无效（按上限计），refuse 整笔不付",
        "more shares are void (the limit counts), or nothing is paid (refuse)",
    ),
    "youngest": ("最低周岁（含）", "lowest age in complete years, included"),
    "youngest_days": ("另须出生满多少天（婴儿）", "and so many days old at least (infants)"),
    "IndemnityLimit.share": ("只到实际负担的这一比例", "limits to this share of what was borne"),
    "Cap.per_share": ("limit 是一份的限额，乘以份数", "the limit is that of one share"),
    "oldest": ("最高周岁（含）", "highest age, included"),
    "AgeAtStart.sex": ("只适用于这一性别", "for this sex only"),
    "SexOnly.sex": ("F 女、M 男", "F or M"),
    "oldest_at_renewal": ("续保的最高周岁", "highest age for renewals"),
    "EmploymentAmong.among": ("可以参加的用工状态", "the employment that is admitted"),
    "RelationAmong.among": ("可以参加的人与会员的关系", "the relations that are admitted"),
    "among": (
        "任一即成立；只有一个词时可不写方括号",
        "holds if it is one of these; a single word needs no brackets",
    ),
    "worst": ("最高可接受的类别", "the highest class that is admitted"),
    "new_hires_within": (
        "新入职人员入职后多少天内可参加；不写即不可",
        "days from being hired; absent means not at all",
    ),
    "late_joiners_within": (
        "单位保障生效后多少天内可补办；不写即不可",
        "days from the start of the unit's cover; absent means not at all",
    ),
    "gap": ("与上期终止日最多相隔的天数", "most days between the end before and the new start"),
    "edge": (
        "恰为该天数：inclusive 仍算续保，exclusive 不算",
        "whether just so many days still counts",
    ),
    "reckoned": (
        "complete 满周年、begun 已开始的年度、calendar 年份之差",
        "complete years, years begun, or the difference of calendar years",
    ),
    "MembershipYears.on": (
        "算到事由当天（event）或保障生效日（start）",
        "up to the event or the start of cover",
    ),
    "AgeWithin.on": (
        "事由认定日（event）或保障生效日（start）的年龄",
        "age at the event or at the start of cover",
    ),
    "date": (
        "改按这些日期中第一个已知的判断；不写按各互助金的 dated_by",
        "judged by the first of these that is known, instead of dated_by",
    ),
    "windows": ("窗口，首尾相接，从第1天起", "the windows, joining one another from day 1"),
    "from_day": (
        "从保障第几天起（含）；不写即上一窗口的次日",
        "first day of cover of the window; absent means the day after the one before",
    ),
    "through_day": (
        "到保障第几天止（含），或满几个月（3 months）",
        "last day of cover of the window, or a span such as 3 months",
    ),
    "Window.result": (
        "窗口内的结果，见[窗口结果](windows.md)",
        "what happens in it, see [window results](windows.md)",
    ),
    "SeverityPair.result": (
        "excludes 不付、adds 另付、pays_difference 或 replaces 补差额（两种说法，结果相同）",
        "excludes, adds, pays_difference or replaces (two words for the same: the difference is paid, and caps count the two as one)",
    ),
    "benefits": (
        "只对这些互助金（写 id）；不写即全部",
        "only for these benefits (their ids); all if absent",
    ),
    "MutuallyExclusive.benefits": ("互相排斥的互助金", "the benefits that exclude each other"),
    "across": (
        "period：本保障期内付过另一项的只补差额；event：只在同一次申请里互相排斥，以前的不扣",
        "period: where another was paid in the period only the difference is paid; event: they exclude each other in one claim, and nothing is taken off for earlier ones",
    ),
    "SameDisease.benefits": (
        "只管这些互助金：看它们付过没有，补差额时也只减它们付的；不写即全部，连同病的住院也算",
        "only for these: whether they have paid, and only their lines are taken off; if absent all of the plan, earlier stays for the disease too",
    ),
    "Refer.benefits": (
        "只在这些互助金适用时才问；一旦转人工，整笔申请都转",
        "asked only where one of these answers; if it refers, the whole claim is referred",
    ),
    "LessPaid.benefits": (
        "要减去的是哪些互助金已付的",
        "the benefits whose payments are taken off",
    ),
    "TopUp.benefits": (
        "计入已付的互助金；不写即本方案全部",
        "the benefits whose payments count; all of the plan if absent",
    ),
    "causes": (
        "适用的原因：illness 疾病、accident 意外；不写即都适用",
        "the causes it is for; both if absent",
    ),
    "waived_at_renewal": ("续保免观察期", "waived for a cover that renews"),
    "waived_for_added_plan": (
        "已参加其他方案、增加本方案的会员免观察期",
        "waived for a member who adds this plan to another",
    ),
    "not_for_holders_of": (
        "此前只参加过所列方案的，不因增加本方案而免观察期",
        "no waiver for a member who held only these plans before",
    ),
    "same": (
        "同一的标准：category 为 ICD-10 前三位，entry 为清单同一项",
        "the same three-character category, or the same entry of the list",
    ),
    "pairs": ("按先后程度的例外", "exceptions by severity, earlier and now"),
    "SeverityPair.earlier": ("先前的程度", "the severity paid before"),
    "now": ("本次的程度", "the severity now"),
    "SameDisease.per": (
        "lifetime 终身或 period 本保障期内只付一次",
        "once in a lifetime or in a period",
    ),
    "Cap.per": (
        "event 同一事由（按 event.ref）、period 每个保障期、disease 同一疾病（跨保障期）、lifetime 终身",
        "for one event (told by event.ref), a period, a disease (over all periods) or a lifetime",
    ),
    "AtGrade.rate": (
        "各等级的比例，写成按 disability_grade 的表",
        "the rate of a grade, a table by disability_grade",
    ),
    "TimesLimit.per": ("每个保障期或终身", "in a period or a lifetime"),
    "Items.per": (
        "数量上限按每次（claim）或每个保障期（period）",
        "whether at_most is per claim or per period",
    ),
    "Deductible.per": (
        "每次申请都扣（claim）、同一事由只扣一次（event，按 event.ref）、每个保障期只扣一次（period）",
        "per claim, once for an event (told by event.ref), or once in a period",
    ),
    "Deductible.name": (
        "账户名：几项互助金写同一个名字，合扣一份（per 为 event 或 period 时）；不写即本项自己的",
        "an account: benefits that give one name share one deductible (with per event or period); if absent it is the benefit's own",
    ),
    "within": (
        "期限，如 2 years、6 months、180 days",
        "the span, as 2 years, 6 months or 180 days",
    ),
    "after": ("从这些日期中第一个已知的起算", "from the first of these that is known"),
    "late": (
        "逾期：refuse 不付、refer 转人工、refer_with_reason 有理由的转人工否则不付",
        "late: refuse, refer, or refer_with_reason",
    ),
    "reckoned_from": (
        "this_cover 本期生效日、continuous_cover 连续参保首日",
        "the start of this cover, or of the unbroken row",
    ),
    "when": (
        "条件，全部成立才算，见[条件](conditions.md)；一个条件写一次",
        "the conditions, all of which must hold, see [conditions](conditions.md)",
    ),
    "unless": (
        "这些条件全部成立时除外；例外只属于某一种情形的，分开写成几条",
        "not where all of these hold; where an exception belongs to one circumstance only, write a clause for each",
    ),
    "reason": (
        "理由，中英文，会写进给会员的说明",
        "the reason in both languages; it is told to the member",
    ),
    "label": ("名称，中英文", "its name in both languages"),
    "dated_by": (
        "按这些日期中第一个已知的认定：在不在期内、第几天、用哪天的参数",
        "judged by the first of these dates that is known: inside the cover, day of cover, which dated parameter",
    ),
    "start": (
        "从什么算起，见[起算](starts.md)",
        "what it is reckoned from, see [starts](starts.md)",
    ),
    "Benefit.steps": (
        "计算步骤，依次执行，见[步骤](steps.md)",
        "what is done to the amount, in this order, see [steps](steps.md)",
    ),
    "Accumulated.steps": (
        "作用于累计金额的步骤，只限只看金额本身的",
        "steps on the accumulated amount; only those that look at nothing else",
    ),
    "ends_cover": ("给付后保障终止", "the cover ends with this payment"),
    "exception_to": (
        "本项适用时被代替的互助金",
        "the benefit that gives way when this one answers",
    ),
    "in_force": ("只对这些日期的事由", "only for events of these days"),
    "InForce.from_": ("首日（含）", "first day, included"),
    "until": ("末日（含）", "last day, included"),
    "limit": ("限额", "the limit"),
    "keep": (
        "付最高的（largest）或排在前面的（first_listed）",
        "which is paid: the largest, or the first listed",
    ),
    "FinalRounding.how": (
        "方向与单位，如 half_up_yuan、down_yuan、up_jiao；每项互助金各自取整，不是取整合计",
        "way and unit, as half_up_yuan, down_yuan or up_jiao; each benefit is rounded, not their sum",
    ),
    "how": (
        "方向与单位，如 half_up_yuan、down_yuan、up_jiao",
        "way and unit, as half_up_yuan, down_yuan or up_jiao",
    ),
    "papers": ("材料", "the papers"),
    "Paper.code": ("材料代码", "code of the paper"),
    "required": ("是否必交", "false for papers that are needed only sometimes"),
    "wanted": ("true 或 false", "true or false"),
    "lists": ("清单名，见 lists", "names of disease lists"),
    "DaysBetween.from_": ("起算日", "the date from which days are counted"),
    "DaysBetween.to": ("截止日", "the date to which they are counted"),
    "TopUp.to": ("补足到的数额", "the sum to which it is topped up"),
    "at_least": ("下限（含）", "lower end, included"),
    "at_most": ("上限（含）", "upper end, included"),
    "Daily.at_most": ("每次最多计几天", "most days of a stay that are paid"),
    "Items.at_most": ("最多几个单位", "most units"),
    "AtBurns.several": (
        "多处烧伤：largest 取最高的一处、add 相加",
        "several burns: the largest rate, or all added",
    ),
    "AtBurns.at_most": ("比例合计的上限", "the most that the rates come to"),
    "AtGrade.at_most": ("各处相加的上限", "the most that added rates come to"),
    "components": ("票据项目", "parts of the bill"),
    "of": ("金额", "the sum"),
    "Daily.amount": ("每天的金额", "the amount of a day"),
    "DayBand.amount": ("本段每天的金额", "the amount of a day in this band"),
    "PaysInstead.amount": (
        "慰问金数额；几项互助金同时落在窗口里，也只付一次",
        "the consolation; once, however many benefits fall into the window",
    ),
    "amount": ("数额", "the amount"),
    "beyond": ("先扣除的天数（免赔天数）", "days taken off first"),
    "counting": (
        "in_not_out 入院日计出院日不计（至少1天），in_and_out 都计",
        "in_not_out (one day at least), or in_and_out",
    ),
    "at_most_in_period": (
        "每个保障期最多计几天；付了钱的天数才算",
        "most days in a period of cover; only days that were paid count",
    ),
    "DailyBands.bands": ("各段", "the bands of days"),
    "bands": ("各档，从低到高", "the bands, lowest first"),
    "through": ("本段最后一天；末段可不写", "last day of the band; the last band may have none"),
    "codes": ("项目代码", "codes of the items"),
    "each": ("每单位限价", "the most for a unit"),
    "several": (
        "多处伤残：worst 取最重、worst_rises 最重有两处及以上时晋升一级、add 相加",
        "several injuries: worst, worst_rises or add",
    ),
    "Burns.several": (
        "多处烧伤：largest 取金额最高的一处、add 相加",
        "several burns: the largest amount, or all added",
    ),
    "Burns.amount": (
        "一处烧伤的金额，写成按 burn_part、burn_degree、burn_area 的表",
        "the amount of one burn, a table by burn_part, burn_degree and burn_area",
    ),
    "reached": ("达到即算（at）或须超过（above）", "reached at the amount, or only above it"),
    "LessPaid.over": (
        "同一事由（event）或本保障期（period）",
        "for the same event, or in the period",
    ),
    "Accumulated.over": (
        "按保障期（period）或终身（lifetime）累计",
        "accumulated over the period or a lifetime",
    ),
    "plans": ("方案代码", "the plans"),
    "rate": ("比例，如 70 %、1/3", "the rate, as 70 % or 1/3"),
    "above": ("本档下限，不含", "lower edge of the band, excluded"),
    "up_to": ("本档上限，含；末档可不写", "upper edge, included; the last band may have none"),
    "published_edges": (
        "whole_yuan：公布的整元起点 1001 读作超过1000元，首档也一样；首档起点不以1结尾的（3000），整额分档和分档定额含这一点",
        "whole_yuan reads a published 1001 as above 1000, in the first band too; another first edge (3000) belongs to its band, in whole_bands and banded_amount",
    ),
    "edges": (
        "恰在界上的归哪档：upper 归以它为上限的档，lower 归以它为下限的档",
        "an amount on an edge: upper puts it in the band that ends there, lower in the one that begins there",
    ),
    "pays": ("本档给付", "the sum of the band"),
    "across_plans": (
        "同时减去其他方案对同一事由的费用补偿",
        "also less what other plans make good for the event",
    ),
    "per_share": ("按份数乘", "multiplied by the shares"),
    "UnderCap.name": ("限额子句的 id", "the id of the cap clause"),
    "Accumulated.name": (
        "累计账户名；以后各次用 counts 里的同名数接着算。两项互助金写同一个名字，就合在一个账户里累计；不想合并就取不同的名字",
        "the account, which later claims continue from counts. Two benefits of one name accumulate together; give different names to keep them apart",
    ),
    "zh": ("中文", "Chinese"),
    "en": ("英文", "English"),
}
