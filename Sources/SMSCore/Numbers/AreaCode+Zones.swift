/// The time zones of the area codes.
///
/// Source: NANPA, "NPA codes", planning letters and state maps, nanpa.com, and CNAC, cnac.ca, as of
/// November 2026, with the zones of the IANA database's `zone.tab`. A code that lies in several
/// zones has all of them, also where their clocks agree today; a code that is not listed has no
/// place, or is newer than the table.
extension AreaCode {
  /// All codes whose zones are known, in order.
  package static let withZones = zonesByCode.keys.sorted().map(AreaCode.init(known:))

  private init(known code: Int) {
    self.code = code
  }

  /// IANA names; none for a code without a place, or one that is not known.
  package var zones: [String] { Self.zonesByCode[code] ?? [] }

  /// The zones of each code.
  static let zonesByCode: [Int: [String]] = zoneTable.reduce(into: [:]) { zones, group in
    for code in group.codes { zones[code] = group.names }
  }

  /// What stands for the zones of each code.
  static let laneZones: [Int: LaneZones] = zoneTable.reduce(into: [:]) { lanes, group in
    guard let lowest = group.codes.min() else { return }
    for code in group.codes { lanes[code] = LaneZones(rawValue: lowest) }
  }

  /// Area codes that have the same zones.
  struct ZoneGroup: Sendable {
    let names: [String]
    let codes: [Int]

    /// Names without an area are those in America.
    init(_ codes: [Int], _ names: String...) {
      self.codes = codes
      self.names = names.map { name in
        name.hasPrefix("Atlantic/") || name.hasPrefix("Pacific/") ? name : "America/\(name)"
      }
    }
  }

  private static let zoneTable: [ZoneGroup] = [
    // The United States.
    ZoneGroup(
      [
        201, 202, 203, 207, 212, 215, 216, 220, 223, 227, 229, 234, 239, 240, 252, 267, 272, 276,
        283, 301, 302, 304, 305, 315, 321, 324, 326, 329, 330, 332, 336, 339, 347, 351, 352, 363,
        380, 386, 401, 404, 407, 410, 412, 413, 419, 434, 436, 440, 443, 445, 465, 470, 472, 475,
        478, 484, 508, 513, 516, 518, 540, 551, 561, 567, 570, 571, 582, 585, 603, 607, 609, 610,
        614, 617, 624, 631, 640, 645, 646, 656, 667, 678, 680, 681, 686, 689, 703, 704, 706, 716,
        717, 718, 724, 727, 728, 732, 740, 743, 754, 757, 762, 770, 771, 772, 774, 781, 786, 802,
        803, 804, 813, 814, 821, 826, 828, 835, 838, 839, 843, 845, 848, 854, 856, 857, 859, 860,
        862, 863, 864, 865, 878, 904, 908, 910, 912, 914, 917, 919, 929, 934, 937, 941, 943, 948,
        954, 959, 973, 978, 980, 984,
      ],
      "New_York"
    ),
    ZoneGroup([231, 248, 269, 313, 517, 586, 616, 679, 734, 810, 947, 989], "Detroit"),
    ZoneGroup([906], "Detroit", "Menominee"),
    ZoneGroup([260, 317, 463, 765], "Indiana/Indianapolis"),
    ZoneGroup([219], "Chicago", "Indiana/Indianapolis", "Indiana/Winamac"),
    ZoneGroup([574], "Indiana/Indianapolis", "Indiana/Knox", "Indiana/Winamac"),
    ZoneGroup(
      [812, 930],
      "Chicago",
      "Indiana/Indianapolis",
      "Indiana/Marengo",
      "Indiana/Petersburg",
      "Indiana/Tell_City",
      "Indiana/Vevay",
      "Indiana/Vincennes",
      "Kentucky/Louisville"
    ),
    ZoneGroup([502], "New_York", "Kentucky/Louisville"),
    ZoneGroup([606], "New_York", "Chicago", "Kentucky/Monticello"),
    ZoneGroup([270, 364], "Chicago", "New_York", "Kentucky/Louisville"),
    // The Florida panhandle; the hills west of Chattanooga.
    ZoneGroup([448, 850, 423, 729], "New_York", "Chicago"),
    ZoneGroup(
      [
        205, 210, 214, 217, 218, 224, 225, 228, 235, 251, 254, 256, 262, 274, 281, 309, 312, 314,
        316, 318, 319, 320, 325, 327, 331, 334, 337, 346, 353, 361, 402, 405, 409, 414, 417, 430,
        447, 457, 464, 469, 471, 479, 501, 504, 507, 512, 515, 531, 534, 539, 557, 563, 572, 573,
        580, 601, 608, 612, 615, 618, 621, 629, 630, 636, 641, 651, 659, 660, 662, 682, 708, 712,
        713, 715, 726, 730, 731, 737, 763, 769, 773, 779, 806, 815, 816, 817, 830, 832, 847, 861,
        870, 872, 901, 903, 913, 918, 920, 924, 931, 936, 938, 940, 945, 952, 956, 972, 975, 979,
        985,
      ],
      "Chicago"
    ),
    // The west of Kansas, of Nebraska and South Dakota, and of Texas.
    ZoneGroup([308, 432, 605, 620, 785], "Chicago", "Denver"),
    ZoneGroup(
      [701],
      "Chicago",
      "Denver",
      "North_Dakota/Beulah",
      "North_Dakota/Center",
      "North_Dakota/New_Salem"
    ),
    ZoneGroup([303, 307, 385, 406, 435, 505, 575, 719, 720, 748, 801, 915, 970, 983], "Denver"),
    ZoneGroup([480, 520, 602, 623], "Phoenix"),
    // The Navajo Nation has daylight saving time.
    ZoneGroup([928], "Phoenix", "Denver"),
    ZoneGroup([208, 458, 541, 986], "Boise", "Los_Angeles"),
    ZoneGroup([775], "Los_Angeles", "Denver"),
    ZoneGroup(
      [
        206, 209, 213, 253, 279, 310, 323, 341, 350, 357, 360, 369, 408, 415, 424, 425, 442, 503,
        509, 510, 530, 559, 562, 564, 619, 626, 628, 650, 657, 661, 669, 702, 707, 714, 725, 738,
        747, 760, 805, 818, 820, 831, 837, 840, 858, 909, 916, 925, 949, 951, 971,
      ],
      "Los_Angeles"
    ),
    ZoneGroup(
      [907],
      "Anchorage",
      "Adak",
      "Juneau",
      "Metlakatla",
      "Nome",
      "Sitka",
      "Yakutat"
    ),
    ZoneGroup([808], "Pacific/Honolulu"),
    ZoneGroup([340], "St_Thomas"),
    ZoneGroup([670], "Pacific/Saipan"),
    ZoneGroup([671], "Pacific/Guam"),
    ZoneGroup([684], "Pacific/Pago_Pago"),
    ZoneGroup([787, 939], "Puerto_Rico"),
    // Canada.
    ZoneGroup(
      [
        226, 249, 263, 289, 343, 354, 365, 382, 416, 437, 438, 450, 468, 514, 519, 548, 579, 613,
        647, 683, 705, 742, 753, 819, 873, 905, 942,
      ],
      "Toronto"
    ),
    // The Magdalen Islands; the Lower North Shore.
    ZoneGroup([367, 418, 581], "Toronto", "Halifax", "Blanc-Sablon"),
    ZoneGroup([807], "Toronto", "Winnipeg", "Atikokan"),
    ZoneGroup([428, 506], "Moncton"),
    ZoneGroup([782, 902], "Halifax", "Glace_Bay"),
    ZoneGroup([709, 879], "St_Johns", "Goose_Bay"),
    ZoneGroup([204, 431, 584], "Winnipeg"),
    // Lloydminster has the time of Alberta, Creighton that of Manitoba.
    ZoneGroup([306, 474, 639], "Regina", "Swift_Current", "Edmonton", "Winnipeg"),
    ZoneGroup([368, 403, 587, 780, 825], "Edmonton"),
    ZoneGroup(
      [236, 250, 257, 672, 778],
      "Vancouver",
      "Creston",
      "Dawson_Creek",
      "Edmonton",
      "Fort_Nelson"
    ),
    ZoneGroup([604], "Vancouver"),
    ZoneGroup(
      [867],
      "Atikokan",
      "Cambridge_Bay",
      "Dawson",
      "Edmonton",
      "Inuvik",
      "Iqaluit",
      "Rankin_Inlet",
      "Resolute",
      "Whitehorse"
    ),
    // The Caribbean and Bermuda.
    ZoneGroup([242], "Nassau"),
    ZoneGroup([246], "Barbados"),
    ZoneGroup([264], "Anguilla"),
    ZoneGroup([268], "Antigua"),
    ZoneGroup([284], "Tortola"),
    ZoneGroup([345], "Cayman"),
    ZoneGroup([441], "Atlantic/Bermuda"),
    ZoneGroup([473], "Grenada"),
    ZoneGroup([649], "Grand_Turk"),
    ZoneGroup([658, 876], "Jamaica"),
    ZoneGroup([664], "Montserrat"),
    ZoneGroup([721], "Lower_Princes"),
    ZoneGroup([758], "St_Lucia"),
    ZoneGroup([767], "Dominica"),
    ZoneGroup([784], "St_Vincent"),
    ZoneGroup([809, 829, 849], "Santo_Domingo"),
    ZoneGroup([868], "Port_of_Spain"),
    ZoneGroup([869], "St_Kitts"),
  ]
}
