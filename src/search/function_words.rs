//! Words that stand in every question and say little about what is asked.

/// English words, sorted.
const WORDS: [&str; 115] = [
    "a", "about", "all", "also", "am", "an", "and", "any", "anyone", "are", "as", "at", "be", "because",
    "been", "being", "but", "by", "can", "cannot", "cant", "could", "did", "do", "does", "doesnt", "doing",
    "dont", "for", "from", "get", "getting", "got", "had", "has", "have", "having", "how", "i", "id", "if",
    "ill", "im", "in", "into", "is", "isnt", "it", "its", "ive", "just", "like", "may", "me", "might",
    "must", "my", "need", "no", "not", "of", "on", "one", "or", "our", "out", "please", "should", "so",
    "some", "somehow", "such", "than", "that", "the", "their", "them", "then", "there", "these", "they",
    "this", "those", "to", "too", "trying", "us", "use", "using", "very", "want", "was", "way", "we", "were",
    "what", "whats", "when", "where", "whether", "which", "while", "who", "whom", "whose", "why", "will",
    "wish", "with", "without", "wont", "would", "you", "your", "yours",
];

/// Chinese pairs in Simplified characters, sorted.
const PAIRS: [&str; 75] = [
    "一下", "一个", "不是", "不能", "为什", "为何", "么办", "么样", "什么", "他们", "以及", "会不", "但是",
    "何时", "你们", "你好", "关于", "其他", "几个", "几天", "可不", "可以", "可否", "哪个", "哪些", "哪里",
    "因为", "多久", "多少", "她们", "如何", "如果", "对于", "并且", "应当", "应该", "怎么", "怎样", "想要",
    "我们", "我想", "我的", "我要", "或者", "所以", "是不", "是否", "有什", "有关", "有没", "没有", "然后",
    "现在", "的话", "能不", "能否", "能够", "自己", "虽然", "该如", "该怎", "请问", "谢谢", "还是", "还能",
    "这个", "这些", "这样", "这种", "进行", "通过", "那个", "那么", "都是", "需要",
];

/// Chinese particles: a pair with one of them is a seam between words.
const PARTICLES: [char; 6] = ['的', '吗', '呢', '吧', '啊', '嘛'];

/// Whether a folded word only helps to ask.
pub(crate) fn is_function_word(word: &str) -> bool {
    WORDS.binary_search(&word).is_ok()
}

/// Whether a folded pair only helps to ask.
pub(crate) fn is_function_pair(pair: &str) -> bool {
    PAIRS.binary_search(&pair).is_ok() || pair.contains(PARTICLES)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_sorted() {
        assert!(WORDS.is_sorted() && PAIRS.is_sorted());
    }
}
