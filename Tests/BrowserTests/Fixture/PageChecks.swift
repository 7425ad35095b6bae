import SMSJSON
import Testing

extension PageSession {
  /// Asserts that a page pleases screen readers, is not wider than its window, can be read in light
  /// and in dark, and that nothing broke its policy.
  func expectSound(_ page: String) async throws {
    for width: Int64 in [360, 1_400] {
      for isDark in [false, true] {
        try await browser.show(Browser.Look(width: width, isDark: isDark, isStill: true))
        let place = "\(page), \(width) px, \(isDark ? "dark" : "light")"
        let excess = try await browser.evaluate(Self.excess).number?.int64
        #expect(excess == 0, "\(place)")
        let faint = try await browser.evaluate(Self.faintTexts).array ?? []
        #expect(faint.compactMap(\.string) == [], "\(place)")
      }
    }
    let faults = try await browser.tree().faults
    #expect(faults == [], "\(page)")
    let moving = try await browser.evaluate("return document.getAnimations().length").number?.int64
    #expect(moving == 0, "\(page)")
    let complaints = try await complaints()
    #expect(complaints == [], "\(page)")
  }

  /// What the page complained about, but for the status of its own, which is its answer.
  func complaints() async throws -> [String] {
    let url = try await browser.url
    return try await browser.complaints()
      .filter { !$0.hasPrefix(url) || !$0.contains("responded with a status of 4") }
  }

  /// How far the page goes beyond its window, in pixels.
  private static let excess = """
    const root = document.documentElement; return root.scrollWidth - root.clientWidth;
    """

  /// Texts whose contrast to what is behind them is below 4.5 (WCAG 2.2, 1.4.3), or 3 for large ones.
  private static let faintTexts = """
    const parts = (color) => (color.match(/[\\d.]+/g) || []).map(Number);
    const luminance = (color) => {
      const [r, g, b] = color.map((part) => {
        const share = part / 255;
        return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const over = (top, bottom) => {
      const alpha = top[3] ?? 1;
      return [0, 1, 2].map((index) => top[index] * alpha + bottom[index] * (1 - alpha));
    };
    const behind = (element) => {
      const layers = [];
      for (let at = element; at; at = at.parentElement) {
        const color = parts(getComputedStyle(at).backgroundColor);
        if (color.length && color[3] !== 0) layers.push(color);
      }
      const isDark = matchMedia('(prefers-color-scheme: dark)').matches;
      return layers.reverse().reduce((below, top) => over(top, below), isDark ? [18, 18, 18] : [255, 255, 255]);
    };
    const faint = new Set();
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const text = walker.currentNode.textContent.trim();
      const element = walker.currentNode.parentElement;
      if (!text || !element.checkVisibility() || element.closest('[aria-hidden=true], script')) continue;
      const style = getComputedStyle(element);
      const back = behind(element);
      const isDrawn = element.closest('svg');
      const front = over(parts(isDrawn ? style.fill : style.color), back);
      const [light, dark] = [luminance(front), luminance(back)].sort((a, b) => b - a);
      const contrast = (light + 0.05) / (dark + 0.05);
      const size = parseFloat(style.fontSize);
      const isLarge = size >= 24 || (size >= 18.66 && style.fontWeight >= 700);
      if (contrast < (isLarge ? 3 : 4.5)) faint.add(text.slice(0, 40) + ': ' + contrast.toFixed(2));
    }
    return [...faint];
    """
}
