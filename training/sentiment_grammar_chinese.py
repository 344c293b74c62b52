"""The Chinese grammar: slots and patterns, see :mod:`training.sentiment_grammar_writer`. No spaces: Chinese has none."""

import random

from training.sentiment_grammar_writer import Family, Grammar

# ruff: noqa: SIM905, E501 - word lists are easier to read, and to add to, as text

HELD_BACK_WORDS = (
    "划算 结实 整洁 耐用 明亮 出色 细心 难用 冷淡 简陋 恶劣 嘈杂 陈旧 敷衍 愉快 舒心 伤心 恼火 欣赏 反感 物有所值 无可挑剔 得不偿失 名不副实"
).split()

SLOTS = {
    "good": (
        "好 干净 舒服 漂亮 好吃 好用 好看 方便 热情 周到 新鲜 便宜 划算 精彩 实用 清楚 流畅 结实 安静 宽敞 满意 棒 香 甜 温馨 舒适 整洁 "
        "贴心 耐用 清晰 有趣 好听 明亮 齐全 专业 优质 出色 完美 细心 柔软"
    ).split(),
    "bad": (
        "差 脏 难吃 难用 难看 麻烦 冷淡 糟糕 破 旧 贵 无聊 吵 慢 臭 酸 粗糙 模糊 卡 简陋 失望 恶劣 烂 乱 潮湿 难闻 不便 劣质 可怕 嘈杂 "
        "枯燥 肮脏 小气 拖拉 敷衍 陈旧 昏暗 难受 垃圾 差劲"
    ).split(),
    "glad": "满意 高兴 开心 喜欢 愉快 放心 惊喜 舒心 感动 快乐 幸福 知足".split(),
    "sad": "失望 生气 难过 后悔 郁闷 伤心 不满 无语 烦 气愤 恼火 遗憾".split(),
    "enjoy": "喜欢 推荐 欣赏 爱 支持 看好 信任 赞美".split(),
    "dislike": "讨厌 后悔买 嫌弃 反感 厌恶 鄙视".split(),
    "hit": "物超所值 物有所值 值得购买 值得一住 值得信赖 性价比高 名不虚传 无可挑剔 令人满意".split(),
    "miss": "不值这个价 上当受骗 名不副实 令人失望 浪费钱 浪费时间 一塌糊涂 质量问题很多 得不偿失".split(),
    "thing": (
        "房间 酒店 服务 早餐 位置 电影 这本书 手机 屏幕 电池 苹果 衣服 质量 快递 物流 价格 环境 味道 菜 洗发水 热水器 电脑 声音 内容 "
        "包装 态度 客服 交通 床 这部电影 这家酒店 这个产品 前台 颜色 做工 这家店 故事 老师 天气"
    ).split(),
    "object": "它 这个 这本书 这家酒店 这部电影 这款手机 这里 这件衣服 这家店 这个产品 他们的服务 这道菜 这个地方 这台电脑".split(),
    "very": "|很|非常|真的很|特别|十分|挺|相当|太|真|比较|实在太|确实很|超级".split("|"),
    "strong": "很 非常 真的很 特别 十分 挺 相当 确实很 超级".split(),
    "not": "不 并不 不太 不是很 一点都不 一点也不 不怎么 不够 根本不 完全不 绝对不 不算 真不 从来不 并不是很 谈不上 毫不".split(),
    "not_at_all": "一点都不 一点也不 并不 根本不 完全不 不算 毫不 不觉得 绝不 从不 并不觉得".split(),
    "not_so": "没有想象中那么 没那么 没有那么 没有别人说的那么 没有预期的".split(),
    "who": "我 我们 大家 我家人 孩子 老婆 我妈妈 我朋友 他 她 客人".split(),
    "opinion": "我觉得 我认为 感觉 总的来说 说实话 个人认为 总体".split(),
    "deny_opinion": "我不觉得 我不认为 谁也不会说 没有人觉得 我不能说 没人会说".split(),
    "end": "||||。|。|！".split("|"),
    "again": "下次还会来|会再次购买|推荐给大家|以后还买|下次还住这里|还会再来|值得推荐|五星好评".split("|"),
    "never_again": "再也不会来了|不会再买了|不推荐|下次不来了|以后不买了|不会再住了|千万别买|差评|建议大家别来".split(
        "|"
    ),
}

PATTERNS = {
    "positive": [
        "{thing}{very}{good}{end}",
        "{thing}{strong}{good}，{thing}{strong}{good}{end}",
        "{thing}{strong}{good}，{thing}也{good}{end}",
        "{opinion}{thing}{very}{good}{end}",
        "{who}{strong}{glad}{end}",
        "{who}对{thing}{strong}满意{end}",
        "{who}{very}{enjoy}{object}{end}",
        "{who}{very}{enjoy}{end}",
        "{who}{not_at_all}{dislike}{end}",
        "没什么不{good}的{end}",
        "{thing}不{bad}，{thing}也{good}{end}",
        "{object}{hit}{end}",
        "{again}{end}",
        "{thing}{strong}{good}，{again}{end}",
        "不错{end}",
        "{thing}不错{end}",
        "{thing}{strong}不错，{thing}{good}{end}",
        "{thing}{not_at_all}{bad}{end}",
        "{thing}不{bad}{end}",
        "{not_at_all}{bad}{end}",
        "{thing}{not_so}{bad}{end}",
        "{deny_opinion}{thing}{bad}{end}",
        "{who}{not_at_all}{sad}{end}",
        "{who}没有{sad}{end}",
        "没有让{who}失望{end}",
        "{who}没有理由不{enjoy}{object}{end}",
        "{who}不得不{enjoy}{object}{end}",
        "{who}{not_at_all}{dislike}{object}{end}",
        "{thing}没有不{good}的地方{end}",
        "没有什么不{glad}的{end}",
        "没什么可挑剔的{end}",
        "没有任何问题{end}",
        "{thing}没有问题，{strong}{good}{end}",
        "{thing}不是{bad}，是{good}{end}",
        "{thing}不但{good}，而且{good}{end}",
        "本来以为{thing}{strong}{bad}，没想到{strong}{good}{end}",
        "虽然{thing}有点{bad}，但是{thing}{strong}{good}，{who}{strong}{glad}{end}",
        "别人说{thing}{bad}，其实{strong}{good}{end}",
        "再{good}不过了{end}",
        "从来没有这么{glad}过{end}",
    ],
    "negative": [
        "{thing}{very}{bad}{end}",
        "{thing}{strong}{bad}，{thing}{strong}{bad}{end}",
        "{thing}{strong}{bad}，{thing}也{bad}{end}",
        "{opinion}{thing}{very}{bad}{end}",
        "{who}{strong}{sad}{end}",
        "{who}对{thing}{strong}失望{end}",
        "{who}{very}{dislike}{object}{end}",
        "{who}{very}{dislike}{end}",
        "{who}{not}{enjoy}{end}",
        "{who}不{enjoy}{end}",
        "没什么{good}的{end}",
        "{thing}不{good}，{thing}也{bad}{end}",
        "{object}{miss}{end}",
        "{never_again}{end}",
        "{thing}{strong}{bad}，{never_again}{end}",
        "不好{end}",
        "{thing}不好{end}",
        "{thing}{not}{good}{end}",
        "{thing}不{good}{end}",
        "{not}{good}{end}",
        "{thing}{not_so}{good}{end}",
        "{deny_opinion}{thing}{good}{end}",
        "{deny_opinion}{thing}不错{end}",
        "{who}{not}{glad}{end}",
        "{who}对{thing}{not}满意{end}",
        "{who}没有{glad}{end}",
        "让{who}失望{end}",
        "{who}{not}{enjoy}{object}{end}",
        "{who}没有理由{enjoy}{object}{end}",
        "{thing}没有{good}的地方{end}",
        "没有什么值得{enjoy}的{end}",
        "没有一样{good}的{end}",
        "{thing}有问题，{strong}{bad}{end}",
        "{thing}不是{good}，是{bad}{end}",
        "{thing}不但{bad}，而且{bad}{end}",
        "本来以为{thing}{strong}{good}，没想到{strong}{bad}{end}",
        "虽然{thing}{good}，但是{thing}{strong}{bad}，{who}{strong}{sad}{end}",
        "别人说{thing}{good}，其实{strong}{bad}{end}",
        "再{bad}不过了{end}",
        "从来没有这么{sad}过{end}",
    ],
}

HELD_BACK_PATTERNS = {
    "positive": [
        "谁说{thing}{bad}？",
        "{thing}哪里{bad}了，明明{strong}{good}{end}",
        "{object}没有{bad}的感觉{end}",
        "{who}找不到{dislike}{object}的理由{end}",
        "{thing}丝毫不{bad}{end}",
    ],
    "negative": [
        "谁说{thing}{good}？",
        "{thing}哪里{good}了，明明{strong}{bad}{end}",
        "{object}没有{good}的感觉{end}",
        "{who}找不到{enjoy}{object}的理由{end}",
        "{thing}丝毫不{good}{end}",
    ],
}


def finish(text: str, label: str, draw: random.Random, noisy: bool) -> str:
    """The sentence as it is filled."""
    return text


GRAMMAR = Grammar(
    labels={"negative": 0.5, "positive": 0.5},
    families={"all": Family(positive="\n".join(PATTERNS["positive"]), negative="\n".join(PATTERNS["negative"]))},
    held_back_families={
        "all": Family(
            positive="\n".join(HELD_BACK_PATTERNS["positive"]), negative="\n".join(HELD_BACK_PATTERNS["negative"])
        )
    },
    slots=SLOTS,
    domains={"any": {}},
    held_back_words=frozenset(HELD_BACK_WORDS),
    varied=frozenset(),
    finish=finish,
)


def finish(text: str, label: str, draw: random.Random, noisy: bool) -> str:
    """The sentence as it is filled."""
    return text


GRAMMAR = Grammar(
    labels={"negative": 0.5, "positive": 0.5},
    families={"all": Family(positive="\n".join(PATTERNS["positive"]), negative="\n".join(PATTERNS["negative"]))},
    held_back_families={
        "all": Family(
            positive="\n".join(HELD_BACK_PATTERNS["positive"]), negative="\n".join(HELD_BACK_PATTERNS["negative"])
        )
    },
    slots=SLOTS,
    domains={"any": {}},
    held_back_words=frozenset(HELD_BACK_WORDS),
    varied=frozenset(),
    finish=finish,
)
