"""From raw text to statements in written form: sentences, sections, dictation. Pure strings."""
