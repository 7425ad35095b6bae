import Testing

@testable import SMSCore

@Suite("Replies")
struct ReplyTests {
  @Test(
    "each word stops, in any case",
    arguments: ReplyKeyword.wideStopWords.union(ReplyKeyword.narrowStopWords)
  )
  func stop(_ word: String) {
    #expect(ReplyKeyword(word) == .stop)
    #expect(ReplyKeyword(" \(word.lowercased())\n") == .stop)
    #expect(ReplyKeyword("\(word).") == .stop)
  }

  @Test(
    "the words that are also written as two stop as well",
    arguments: [
      "opt out", "OPT-OUT", "Stop all", " stop-all. ", "Opt_out", "un-subscribe", "UN SUBSCRIBE!",
      "_opt_out_",
    ]
  )
  func joined(_ text: String) {
    #expect(ReplyKeyword(text) == .stop)
  }

  @Test(
    "STOP is read as people, phones and mail programs write it",
    arguments: [
      "\"STOP\"", "\u{201C}Stop\u{201D}", "«stop»", "'stop'", "STOP!!", "Stop...", "Stop\u{2026}",
      "STOP\u{1F6D1}", "\u{1F6D1} stop \u{270B}\u{1F3FD}", "OPT\u{2011}OUT", "OPT \u{2013} OUT",
      "ARRET", "ARR\u{CA}T", "arre\u{302}t", "Arrêt!", "\u{FF33}\u{FF34}\u{FF2F}\u{FF30}",
      "S\u{200B}TOP\u{FEFF}", "\u{202A}stop\u{202C}", "*STOP*", "(stop)", "[STOP]", "\n\nSTOP\n",
      "STOP\n-- \nJohn\nAcme", "STOP\r\n\r\nSent from my iPhone", "Stop\n___\nJohn",
      "Stop\nEnvoyé de mon iPhone", "stop\nGet Outlook for Android", "unsubscribe.", "STOPALL!",
      "STOP!?", "Stop?!", "stop\u{203D}", "STOP\u{2049}\u{FE0F}", "\u{BF}Stop?!",
      "Stop\nSent with Spark", "Stop\nSent via the Samsung Galaxy",
      "STOP\nEnvoye\u{301} de mon iPad",
      "Stop\nGesendet von meinem iPhone", "STOP\n\nVon meinem iPhone gesendet",
      "stop\nEnviado desde mi iPhone", "STOP\nEnviado do meu iPhone", "stop\nInviato da iPhone",
      "𝐒𝐓𝐎𝐏", "𝑠𝑡𝑜𝑝", "𝕊𝕋𝕆ℙ", "𝓼𝓽𝓸𝓹", "𝚂𝚃𝙾𝙿", "ⓈⓉⓄⓅ", "ⓢⓣⓞⓟ!", "🅂🅃🄾🄿", "🆂🆃🅾🅿", "🅢🅣🅞🅟",
      "⒮⒯⒪⒫", "𝔲𝔫𝔰𝔲𝔟𝔰𝔠𝔯𝔦𝔟𝔢", "ℴ𝓅𝓉 ℴ𝓊𝓉", "𝖺𝗋𝗋𝖾𝗍", "🅿️ STOP",
    ]
  )
  func widely(_ text: String) {
    #expect(ReplyKeyword(text) == .stop)
  }

  @Test(
    "the words that also mean something else are read as one word",
    arguments: [
      ("end", ReplyKeyword.stop), ("Cancel!", .stop), ("\u{FF31}uit", .stop),
      ("re\u{200D}voke", .stop),
      ("yes.", .start), ("\u{FF39}es", .start), ("NonArret", .start), ("unstop\u{200B}", .start),
      ("Cancel?", nil), ("Stop?", nil), ("Yes?", nil), ("Yes 👍", nil), ("*** END ***", nil),
      ("[END]", nil), ("\"yes\"", nil), ("END\nSent from my iPhone", nil),
      ("Stop\nby at six", nil), ("Cancel\n\nthe 3pm", nil), ("Non, arrêt", nil),
      ("Liked \"STOP\"", nil), ("👍 to \"STOP\"", nil), ("S T O P", nil), ("1. STOP", nil),
      ("Stop\u{FF1F}", nil), ("Stop\n\u{2014}\nbut not today", nil), ("STOP STOP STOP", nil),
      ("\u{1F6D1}", nil), ("...", nil), ("STOP??", nil), ("\u{BF}Stop?", nil), ("Ⓢ Ⓣ Ⓞ Ⓟ", nil),
      ("𝐄𝐍𝐃", nil), ("Ⓨⓔⓢ", nil), ("🇸🇹🇴🇵", nil), ("Cancel!?", nil), ("Yes!?", nil), ("op_tout", nil),
      ("op tout", nil), ("sto pall", nil), ("opt__out", .stop), ("uns ubscribe", nil),
      ("Stop\nVon meinem Bruder", nil), ("Stop\nEnviado el lunes", nil),
      ("Stop\nSent you a card", nil),
    ] as [(String, ReplyKeyword?)]
  )
  func asOneWord(_ text: String, _ keyword: ReplyKeyword?) {
    #expect(ReplyKeyword(text) == keyword)
  }

  @Test("the configuration's words stop as well, read widely")
  func furtherWords() throws {
    let word = try #require(ReplyKeyword.stopWord("Détener"))
    #expect(word == "DETENER")
    #expect(ReplyKeyword("¡Detener!", furtherWords: [word]) == .stop)
    #expect(ReplyKeyword("détener\n--\nA", furtherWords: [word]) == .stop)
    #expect(ReplyKeyword("detener ahora", furtherWords: [word]) == nil)
    #expect(ReplyKeyword("detener") == nil)
  }

  @Test(
    "a word of the configuration must be one, and mean nothing else",
    arguments: ["", "x", "STOP NOW", "HELP", "info", "Yes", "start", "2", "a-b", "NONARRÊT"]
  )
  func noStopWord(_ text: String) {
    #expect(ReplyKeyword.stopWord(text) == nil)
  }

  @Test("each word resumes, in any case", arguments: ReplyKeyword.startWords)
  func start(_ word: String) {
    #expect(ReplyKeyword(word.capitalized) == .start)
  }

  @Test(
    "a word among others is not a keyword",
    arguments: [
      "STOP PLEASE", "please stop", "", " ", ".", "STOPP", "ST OP", "opt out of it", "unsub scribe",
      "yes, please", "STOP\u{0}",
    ]
  )
  func others(_ text: String) {
    #expect(ReplyKeyword(text) == nil)
  }

  @Test("the words are those of the rules")
  func words() {
    #expect(ReplyKeyword.wideStopWords.count == 5 && ReplyKeyword.narrowStopWords.count == 4)
    #expect(ReplyKeyword.startWords.count == 4)
    let stopWords = ReplyKeyword.wideStopWords.union(ReplyKeyword.narrowStopWords)
    #expect(stopWords.isDisjoint(with: ReplyKeyword.startWords))
  }

  @Test("an automatic reply answers its word alone")
  func autoReply() {
    let reply = AutoReply(match: "HELP", text: MessageText("Call us."))
    #expect(reply.answers("help") && reply.answers(" Help! "))
    #expect(!reply.answers("help me") && !reply.answers("HELPS"))
  }

  @Test(
    "a phone gets one an hour and four a day",
    arguments: [
      ([], true), ([-1], false), ([-3_599], false), ([-3_600], true),
      ([-4_000, -8_000, -12_000], true), ([-4_000, -8_000, -12_000, -16_000], false),
      ([-4_000, -8_000, -12_000, -86_400], true),
      // Set back by a day, the clock does not stop replies for a day.
      ([86_400], true), ([60], false),
    ] as [([Int64], Bool)]
  )
  func limit(_ seconds: [Int64], _ allows: Bool) {
    let now = WallTime(milliseconds: 1_000_000_000)
    let earlier = seconds.map { WallTime(milliseconds: now.milliseconds + $0 * 1_000) }
    #expect(AutoReplyLimit.allows(after: earlier, at: now) == allows)
  }
}

extension String {
  fileprivate var capitalized: String { prefix(1) + dropFirst().lowercased() }

  @Test(
    "an opt-out is known by its word, which says whether the network answers it",
    arguments: [
      ("Stop!", "STOP"), ("“stop”\n\nSent from my iPhone", "STOP"), ("un-subscribe", "UNSUBSCRIBE"),
      ("Arrêt", "ARRET"), ("quit.", "QUIT"), ("𝐒𝐓𝐎𝐏", "STOP"), ("alto", "ALTO"),
      ("STOP 12345", nil), ("Stop. Thank you", nil), ("start", nil), ("end of story", nil),
    ] as [(String, String?)]
  )
  func words(_ body: String, _ word: String?) {
    #expect(ReplyKeyword.stopWord(in: body, furtherWords: ["ALTO"]) == word)
    #expect((ReplyKeyword(body, furtherWords: ["ALTO"]) == .stop) == (word != nil))
  }
}
