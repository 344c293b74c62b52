"""Chinese patterns that training never sees: the same said in other ways, so that the score on them is honest."""

from training.sentiment.grammar.writer import Family

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
