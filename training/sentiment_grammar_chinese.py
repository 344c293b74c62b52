"""The Chinese grammar; see :mod:`training.sentiment_grammar_writer`. No spaces: Chinese has none.

Traditional characters need no sentences of their own: the tokenizer reads them as simplified ones.
"""

import random
import re

from training.sentiment_grammar_chinese_words import DOMAINS, HELD_BACK_WORDS, SLOTS
from training.sentiment_grammar_writer import Family, Grammar

LABELS = {"negative": 0.5, "positive": 0.5}

FAMILIES = {
    "words": Family(
        share=1.6,
        mirrored="""
            {s}{q+}
            {s}{very}{g+}
            {s}{strong}{g+}，{part}也{strong}{g+}
            {s}{g+}，{part}{g+}，{part}也{g+}
            {part}{g+}，{part}{g+}
            {part}{q+}，{part}{q+}
            {part}{g+}{part}{g+}
            {think}{s}{q+}
            {think}，{s}{q+}
            {thing}{x+}
            {x+}
            {q+}
            {g+}，{g+}，{g+}
            {who}{strong}{glad+}
            {who}对{it}{strong}{glad+}
            {who}[很|非常|特别|真的|]{love+}{it}
            [这是|真是|可以说是][我|我们][见过|遇到过|体验过]{best+}的{thing}
            {strong}{g+}的{thing}
            {serv}{strong}{kind+}
            {serv}{kind+}，{part}{g+}
            {part}{q+}，{serv}也{strong}{kind+}
            {serv}{not}{kind-}
            {serv}{kind+}得[很|不得了]
            {serv}{kind+}吗？{yes}
            {before}{serv}{kind-}，{now}{kind+}了
            虽然{serv}{soft-}{kind-}，{but}{thing}{q+}
            {others}说{serv}{kind-}，我倒觉得{strong}{kind+}
            让{who}[很|非常|特别|]{glad+}
            {thing}[有|有不少|有很多|全是]{pro+}
            {s}{g+}得[很|不得了|没话说]
            买了{thing}，{part}{q+}
            总体来说{q+}
            [一如既往|还是|依然|始终|一直]的{g+}
            {s}是[很|非常|挺|相当|十分]{g+}的
        """,
    ),
    "negation": Family(
        share=2.0,
        mirrored="""
            {s}{not}{g-}
            {s}{not}{g-}
            {s}不{g-}，{part}也不{g-}
            {part}不{g-}，{part}也{g+}
            {part}不{g-}，{s}{q+}
            {not}{g-}
            不{g-}
            {s}{not_so}{g-}
            {deny}{s}{g-}
            {deny}{it}[很|有多|特别|会|]{g-}
            {deny}，{mid}，{s}{g-}
            {mid}，{deny}{s}{g-}
            {mid}，{s}{not}{g-}
            {s}，{mid}，{not}{g-}
            {who}{not}{glad-}
            {who}从来没有{glad-}过
            {who}并没有对{it}{glad-}
            {who}对{it}[并不|一点也不|谈不上|完全不]{glad-}
            {who}{not}{love-}{it}
            {who}[不|从不|并不|一点也不]{love-}
            {s}没有{pro-}
            {s}[没有|没有任何|没有一点|没什么|毫无|看不到任何|找不到一点|哪有什么]{pro-}
            {s}没有{g-}的地方
            没有一样{g-}的
            没什么{g-}的
            {part}没有一点{g-}，{part}也没有
            {s}[并非|不是|绝非]{g-}的那种
            没有一个人说{it}{g-}
            {part}从来没{g-}过
            {it}没让{who}{glad-}
            {it}没有[让|叫]{who}{glad-}
            谈不上{x-}
            {s}不是{g-}，是{g+}
            {s}不是{g-}，而是{strong}{g+}
        """,
        positive="""
            没有{pro-}，{strong}{g+}
            没有让{who}失望
            {who}没有{glad-}
            从没让{who}失望过
            没有任何问题
            没有什么可挑剔的
            挑不出[任何|一点|什么]毛病
            {s}没的说
            不错
            {s}不错
            {s}[很|真|还|挺|确实|相当]不错，{part}也{g+}
            {s}不赖
            不后悔买了{it}
            一点也不后悔
            错不了
            少不了要再来
            没想到{it}这么{g+}
            从来没见过这么{g+}的{thing}
            {who}没有理由不{love+}{it}
            [再{g+}不过了|再好不过]
            不得不{love+}{it}
            不得不说{s}{q+}
            不能不说{it}{strong}{g+}
            无可替代
            不会再换别的{thing}了
            不枉[此行|等了那么久|花这个钱]
            {part}没话说，{s}也没话说
            别犹豫，不买会后悔
            不买才后悔
            不用担心{part}，{strong}{g+}
        """,
        negative="""
            没有{pro+}，{strong}{g-}
            {it}让{who}失望
            {who}高兴不起来
            太让{who}失望了
            没有任何{pro+}
            没有什么值得{love+}的
            没见过这么{g-}的{thing}
            不好
            {s}不好
            {s}[很|真|太|实在|确实|非常]不好，{part}也{g-}
            {s}不行
            {s}不怎么样
            {s}不敢恭维
            {s}没法用
            真不该买{it}
            不值
            不值得
            不推荐
            不建议[购买|大家来|入手|买]
            {who}没有理由{love+}{it}
            [再{g-}不过了|再差不过了|差得不能再差]
            不得不给差评
            不得不退货
            不会再[来|买|信你们|回购]了
            没有下次了
            不如不买
            别买
            千万别[买|来|信|上当]
            从来没{glad-}成这样
            没想到{it}这么{g-}
            {s}没达到{who}的期望
            没有{who}期待的那么{g+}
            没{who}想的{g+}
            不能忍
            没一次是{g+}的
            连{part}都不{g+}
            {part}不{g+}，{part}就更不用说了
        """,
    ),
    "double negation": Family(
        share=1.1,
        mirrored="""
            {s}不是不{g+}
            {s}不是不{g+}，是{strong}{g+}
            {s}并不是不{g+}
            {s}没有不{g+}的地方
            {s}没有一处不{g+}
            没有人不{love+}{it}
            没有谁不说{it}{g+}
            {who}不能不{love+}{it}
            {who}不得不说{it}{g+}
            {who}不得不承认{s}{strong}{g+}
            {deny}{s}不{g+}
            我不能说{it}不{g+}
            谁也不能说{it}不{g+}
            没什么不{g+}的
            {who}不是不{glad+}
            没有什么不{glad+}的
            不可否认，{s}{strong}{g+}
            毫无疑问，{s}{q+}
            {it}无处不{g+}
            说{it}不{g+}，那是假话
        """,
    ),
    "change": Family(
        share=1.7,
        mirrored="""
            {before}{s}{g-}，{now}{g+}
            {before}{s}{strong}{g-}，{but}{now}{strong}{g+}了
            {before}觉得{it}{g-}，{now}觉得{strong}{g+}
            {who}{before}{love-}{it}，{now}{love+}
            {before}{love-}，{now}{love+}
            {now}{love+}{it}了，虽然{before}{love-}
            {now}{s}{g+}，虽然{before}{g-}
            {s}{now}{g+}多了，不像{before}那么{g-}
            {s}不再{g-}了
            {s}已经不{g-}了，{now}{strong}{g+}
            {it}越来越{g+}
            {before}{who}{glad-}，{now}{who}{glad+}了
            本来以为{it}{strong}{g-}，没想到{strong}{g+}
            以为会{g-}，结果{q+}
            {before}有点{glad-}，后来越用越{glad+}
            开头{g-}，后面{q+}
            {before}的{thing}{g-}，{now}的{thing}{q+}
            用了{time}，从{love-}变成了{love+}
            刚到手觉得{g-}，用了{time}发现{q+}
            {before}{part}{g-}，{now}改了，{q+}
            抱着{glad-}的心情去，带着{glad+}的心情回
        """,
    ),
    "whose": Family(
        share=1.7,
        mirrored="""
            {others}说{it}{g-}，{but}我觉得{strong}{g+}
            {others}都说{it}{g-}，{think}{strong}{g+}
            {others}觉得{it}{g-}，我倒觉得{strong}{g+}
            {others}{love-}{it}，我却{strong}{love+}
            别人说{s}{g-}，其实{strong}{g+}
            {think}{it}{strong}{g+}，虽然{others}说{g-}
            我{love+}{it}，不管{others}怎么说
            不管{others}说多{g-}，我都{love+}
            {others}说{it}{g-}，我不同意，{q+}
            我不同意{others}说的{it}{g-}
            {others}说得没错，{it}确实{g+}
            {others}说{it}{g+}，果然{g+}
            {others}说{it}{g-}，完全是乱说，明明{strong}{g+}
            看{others}说{g-}，我还担心，结果{q+}
            听{others}说{it}{g-}，自己用了才知道{strong}{g+}
            跟{others}说的不一样，{s}{strong}{g+}
            {others}对{it}{glad-}，我对{it}{strong}{glad+}
            谁说{it}{g-}？我用着{strong}{g+}
        """,
    ),
    "questions": Family(
        share=1.4,
        mirrored="""
            {s}{g-}吗？{no}
            {s}{g+}吗？{yes}
            {it}{g-}吗？{no}，{strong}{g+}
            {it}{g+1}不{g+1}？{g+1}
            {it}{g-1}不{g-1}？不{g-1}
            {it}{g+1}吗？{g+1}
            {it}{g-1}吗？不{g-1}
            我{glad-}吗？{no}
            我{glad+}吗？{yes}
            我{love+}{it}吗？{yes}
            我{love-}{it}吗？{no}
            你问我{it}{g-}吗？{no}
            {others}问我{it}怎么样，我说{q+}
            [怎么样|如何|效果怎么样]？{q+}
            {it}怎么样？{q+}
            {g-}？{no}
            {it}有{pro-}吗？没有
            我会觉得{it}{g-}吗？{no}
        """,
        positive="""
            值得买吗？{yes}
            会再来吗？{yes}
            后悔吗？{no}
            会推荐给朋友吗？{yes}
            这么{g+}的{thing}，哪里还找得到？
            这么{g+}，谁会不{love+}呢？
            还有什么可挑的呢？
        """,
        negative="""
            值得买吗？{no}
            会再来吗？{no}
            后悔吗？{yes}
            会推荐给朋友吗？{no}
            这也叫{thing}？
            这也叫[五星级|正品|新款|服务|质量|售后]？
            这么{g-}的{thing}，谁还会买？
            这{part}也能算{g+}？
            {part}这么{g-}，好意思卖这个价？
            就这{part}还敢说{g+}？
            这是[给人用的吗|人住的地方吗|什么态度|什么质量啊|新的吗]？
            难道就没人管管吗？
            凭什么[不给退|多收钱|让我们等]？
            {g+}在哪里？
            哪里{g+}了？
            怎么好意思说{it}{g+}？
            说好的{g+}呢？
            谁能告诉我{it}哪里{g+}？
        """,
    ),
    "contrast": Family(
        share=1.5,
        mirrored="""
            虽然{part}{soft-}{g-}，{but}{s}{strong}{g+}
            虽然{part}{g-}了点，{but}总体{q+}
            虽然{part}{soft-}{g-}，{but}{who}还是{strong}{glad+}
            尽管{part}{soft-}{g-}，{thing}{q+}
            {part}{soft-}{g-}，{but}总的来说{q+}
            {part}{soft-}{g-}，{but}我还是{love+}{it}
            除了{part}{soft-}{g-}，其他都{strong}{g+}
            {thing}{q+}，虽然{part}{soft-}{g-}
            看起来{g-}，其实{strong}{g+}
            不但不{g-}，反而{strong}{g+}
            不但{g+}，而且{g+}
            {s}不但{g+}，{part}也{strong}{g+}
            {s}不光{g+}，还{g+}
        """,
        positive="""
            {part}{soft-}{g-}，不过瑕不掩瑜
            便宜又{g+}
            东西不贵，{part}也{g+}
            价格不高，{part}却{strong}{g+}
            没有异味，{strong}{g+}
            不脏不乱，{strong}{g+}
            不{g-}也不{g-}，{strong}{g+}
        """,
        negative="""
            {part}再{g+}也没用，{s}{strong}{g-}
            除了{g-}还是{g-}
            东西不便宜，{part}却{g-}
            价格不低，{part}却{strong}{g-}
            有股异味，{strong}{g-}
            又{g-}又{g-}
            不{g+}也不{g+}，{strong}{g-}
            便宜没好货，{s}{strong}{g-}
            一分钱一分货，{s}{g-}
        """,
    ),
    "comparison": Family(
        share=1.2,
        mirrored="""
            {it}比[{others}的|{before}的|图片上|实体店的|别家的|我想象的|上一个|隔壁的|描述的]{better+}
            比[{before}|图片|想象中|别家|同类产品|上次买的]{better+}
            这是{who}[见|遇到|体验]过{best+}的{thing}
            {best+}的一次
            没有比这更{g+}的{thing}了
            从没见过这么{g+}的{thing}
            比起{before}的，{s}{g+}多了
            {s}比{before}更{g+}
            要说{g+}，还是{it}
            {part}和{before}一样{g+}
            {part}和大家说的一样{g+}
            上一个{thing}{g-}，这个{q+}
            越看越{g+}
            {it}是同价位里{best+}的
        """,
        positive="""
            不比[专柜|大牌|实体店|五星级|贵的]差
            一点不输[专柜|大牌|别家]
            {part}比得上[专柜|大牌]
            没有更好，只有最好
            没有比这更值的了
            再也找不到更{g+}的了
            甩别家几条街
        """,
        negative="""
            还不如[路边摊|地摊货|上次的|别家|不买|旧的那个|我家的]
            没有{before}{g+}
            {part}不如{before}
            {s}比不上[别家|图片|{before}]
            {part}大不如前
            跟[图片|描述|宣传|实物]差[太远|太多|十万八千里]
            我宁可[住路边|不用|多花钱|走路]也不要{it}
            本可以更{g+}
            要是{part}{g+}一点就好了
            {hope}{part}能{g+}一点
            {hope}早点知道{it}这么{g-}就不买了
            如果不是没得选，谁会来这里
            本来可以{g+}的，可惜{part}{g-}
            期望越大，失望越大
            远没有宣传的那么{g+}
        """,
    ),
    "events": Family(
        share=2.2,
        mirrored="""
            {event+}
            {event+}
            {event+}，{event+}
            {event+}，{wow+}
            {event+}，{wow+}
            {wow+}，{event+}
            {event+}，{who}{strong}{glad+}
            {event+}。{s}{q+}
            {thing}{q+}，{event+}
            [昨天|上周|前几天|今天|上个月|国庆的时候|周末]{event+}
            {part}{g+}，{event+}
            {event+}，{wow+}，{wow+}
        """,
    ),
    "intentions": Family(
        share=1.2,
        positive="""
            [下次|以后|有机会]还[会|要|想]再[来|买|光顾|回购]
            一定会再[来|买]的
            [会|已经|还会][回购|推荐给朋友|介绍给同事|再买]
            [推荐|强烈推荐|值得推荐|推荐购买|推荐给大家|放心买|可以放心入手|闭眼入]
            [五星好评|好评|满分|给满分|十分满意|必须好评|给个赞|赞一个|点赞|五颗星]
            {s}{q+}，[下次还来|还会回购|推荐给大家|五星好评|值得拥有|值得入手]
            [谢谢|感谢][卖家|客服|老板|前台|师傅|快递小哥]，{q+}
            [支持|一直支持|以后会继续支持]
            [值了|超值|太值了|赚到了|捡到宝了|买对了|没买错|没选错|来对了]
            爱了爱了
            {who}爱死{it}了
            [心情|今天心情]{strong}好
            继续加油，{part}{strong}{g+}
        """,
        negative="""
            [下次|以后|打死][再也不|都不会|绝不会][来|买|住这里|光顾|回购]了
            [不会|绝不会|不想]再[回购|推荐给朋友|来|买]了
            [不推荐|坚决不推荐|千万别买|慎入|劝大家别买|大家别上当|避雷|拉黑|建议绕道|谁买谁后悔]
            [一星差评|差评|零分|给零分|必须差评|一颗星都嫌多|一星都不想给|负分]
            {s}{q-}，[下次不来了|不会回购|不推荐|差评|退货了|要求退款]
            [投诉|已经投诉了|要投诉|申请退款|退货|要求退货|我要退款]
            [取关了|再也不支持了|以后换别家|换别家了]
            [亏了|亏大了|太坑了|被坑了|被骗了|上当了|买错了|选错了|来错地方了|白花钱|浪费钱|浪费时间|交智商税]
            {who}恨死{it}了
            [心情|今天心情]{strong}[差|糟]
            赶紧改改吧，{part}{strong}{g-}
            [骗子|骗人的|虚假宣传|欺骗消费者|店大欺客|假货]
        """,
    ),
}

HELD_BACK_FAMILIES = {
    "all": Family(
        mirrored="""
            {thing}哪里{g-}了，明明{strong}{g+}
            {it}没有{g-}的感觉
            {who}找不到{love-}{it}的理由
            {thing}丝毫不{g-}
            换了谁都会说{it}{g+}
            {part}要说{g-}，那是冤枉它了
            {others}眼里{it}{g-}，在我这里{strong}{g+}
            从{g-}到{g+}，{it}变了样
            想挑出一处{g-}的都难
            问我{glad-}与否？答案是否定的
            事情是这样的：{event+}
            论{g+}，{it}数第一
            怎么看{it}都是{strong}{g+}的
            {part}{g-}归{g-}，{thing}还是{q+}
        """
    )
}

ENDS = ("", "", "", "", "。", "。", "。", "！", "！", "。。。", "~", "！！", "……")
TAILS = ("啊", "哦", "呀", "哈", "的说", "呢", "了啦", "哟")
NEXT_SIGNS = ((",", 0.12), (" ", 0.06), ("", 0.04), ("。", 0.04), ("！", 0.02), ("～", 0.01))
SAME_SOUND = (
    ("的", "滴"),
    ("得", "的"),
    ("很", "狠"),
    ("再", "在"),
    ("做", "作"),
    ("这", "介"),
    ("是", "素"),
    ("喜欢", "稀饭"),
    ("没有", "木有"),
    ("东西", "东东"),
    ("非常", "灰常"),
    ("错", "戳"),
)
_TAIL_END = re.compile(r"[好差坏慢快贵脏吵甜酸用看吃服意净错坑望]$")


def finish(text: str, label: str, draw: random.Random, noisy: bool) -> str:
    """A filled pattern as somebody types it: with or without signs, a colloquial tail, a sound-alike character."""
    text = text.strip("，。 ")
    if draw.random() < 0.1 and _TAIL_END.search(text):
        text += draw.choice(TAILS)
    if text[-1] not in "？！。":
        text += draw.choice(ENDS)
    chance = draw.random()
    for sign, share in NEXT_SIGNS:
        if chance < share:
            text = text.replace("，", sign)
            break
        chance -= share
    if noisy and draw.random() < 0.06:
        right, wrong = draw.choice(SAME_SOUND)
        text = text.replace(right, wrong, 1)
    return text.strip()


GRAMMAR = Grammar(
    labels=LABELS,
    families=FAMILIES,
    held_back_families=HELD_BACK_FAMILIES,
    slots=SLOTS,
    domains=DOMAINS,
    held_back_words=frozenset(HELD_BACK_WORDS),
    varied=frozenset({"part", "thing"}),
    finish=finish,
)
