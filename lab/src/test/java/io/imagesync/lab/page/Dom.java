package io.imagesync.lab.page;

import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A page as the browser has it in the end, written out as HTML.
///
/// @param html with the page's script and its documents
record Dom(String html) {
    /// A field that the page's script has left at its root, such as `all-ms`.
    Optional<String> data(String name) {
        Matcher root =
                Pattern.compile("<html[^>]*\\bdata-" + name + "=\"([^\"]*)\"").matcher(html);
        return root.find() ? Optional.of(root.group(1)) : Optional.empty();
    }

    /// The tags alone, without what is in their attributes.
    String tags() {
        String markup = html.replaceAll("(?s)<(script|style)\\b.*?</\\1>", "");
        return String.join(
                " ",
                Pattern.compile("<(\\w+)(?:\"[^\"]*\"|[^>\"])*>")
                        .matcher(markup)
                        .results()
                        .map(tag -> tag.group(1))
                        .toList());
    }

    /// What a reader sees of one section, in one line.
    String text(String section) {
        int from = html.indexOf("<section id=\"" + section + "\"");
        return read(html.substring(from, html.indexOf("</section>", from)));
    }

    /// What a reader sees above the sections.
    String header() {
        return read(html.substring(html.indexOf("<header>"), html.indexOf("</header>")));
    }

    /// The rows of the table of images: the name, the size and the signs, as text.
    List<String> images() {
        int from = html.indexOf("<table class=\"cells\"");
        return Pattern.compile("(?s)<tr>.*?</tr>")
                .matcher(html.substring(from, html.indexOf("</table>", from)))
                .results()
                .map(MatchResult::group)
                .map(Dom::read)
                .toList();
    }

    private static String read(String html) {
        return html.replaceAll("<(?:\"[^\"]*\"|[^>\"])*>", " ")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&nbsp;", " ")
                .replace("&amp;", "&")
                .replaceAll("\\s+", " ")
                .strip();
    }
}
